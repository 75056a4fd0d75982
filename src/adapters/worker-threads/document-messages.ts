import type { ProcessedDocument, RawDocument } from '../../ports/document-processor.ts';
import { defined } from '../../shared/assert.ts';
import { CodedError, type ErrorCode, type FieldIssue, isCodedError } from '../../shared/errors.ts';
import { type PackedBatch, unpackBatch } from './packed-batch.ts';

/** What a thread is asked: a few small documents, or one large one. */
export type BatchRequest = { readonly documents: readonly RawDocument[] };

/** A coded error as data: classes do not survive the way between threads. */
export type Failure = { readonly code: ErrorCode; readonly message: string; readonly issues: readonly FieldIssue[] };

/** The documents that could be read, packed together, and why the others could not be; `failures` has one entry a document. */
export type BatchReply = { readonly batch: PackedBatch; readonly failures: readonly (Failure | null)[] };

/** An error as it travels; what a library threw unforeseen is a document that cannot be read. */
export function toFailure(error: unknown): Failure {
  if (isCodedError(error)) return { code: error.code, message: error.message, issues: error.issues };
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'DOCUMENT_PARSE_FAILED', message: `The document could not be read: ${reason}`, issues: [] };
}

/** One outcome a document, in the order of the request: the document, or what its reading failed with. */
export function readReply({ batch, failures }: BatchReply): readonly (ProcessedDocument | CodedError)[] {
  const documents = unpackBatch(batch).values();
  return failures.map((failure) => {
    if (failure !== null) return new CodedError(failure.code, failure.message, { issues: failure.issues });
    return defined(documents.next().value, 'what did not fail is in the batch');
  });
}
