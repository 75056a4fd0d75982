import type { ProcessedDocument, RawDocument } from '../../ports/document-processor.ts';
import { CodedError, type ErrorCode, type FieldIssue, isCodedError } from '../../shared/errors.ts';
import { type PackedDocument, unpackDocument } from './packed-document.ts';

/** What a thread is asked: a few small documents, or one large one. */
export type BatchRequest = { readonly documents: readonly RawDocument[] };

/** A coded error as data: classes do not survive the way between threads. */
export type Failure = { readonly code: ErrorCode; readonly message: string; readonly issues: readonly FieldIssue[] };

export type DocumentReply = { readonly document: PackedDocument } | { readonly failure: Failure };

/** One reply a document, in order. */
export type BatchReply = readonly DocumentReply[];

/** An error as it travels; what a library threw unforeseen is a document that cannot be read. */
export function toFailure(error: unknown): Failure {
  if (isCodedError(error)) return { code: error.code, message: error.message, issues: error.issues };
  const reason = error instanceof Error ? error.message : String(error);
  return { code: 'DOCUMENT_PARSE_FAILED', message: `The document could not be read: ${reason}`, issues: [] };
}

/** The document of a reply; throws what the thread's side failed with. */
export function readReply(reply: DocumentReply): ProcessedDocument {
  if ('document' in reply) return unpackDocument(reply.document);
  const { code, message, issues } = reply.failure;
  throw new CodedError(code, message, { issues });
}
