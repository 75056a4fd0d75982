import type { NewDocument } from '../../core/ingest/new-document.ts';
import { Slicer } from '../../core/ingest/slices.ts';
import type { DocumentBody } from '../../http/kit/document-schema.ts';
import { readDocument } from '../../http/kit/read-document.ts';
import type { ContentSniffer } from '../../ports/document-parser.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError, type ErrorCode, isCodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';

/** A document of a call that is not taken; `index` is its place in the call. */
export type Rejection = {
  readonly index: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly field: string;
};

export type Submissions = { readonly documents: readonly NewDocument[]; readonly rejections: readonly Rejection[] };

export type SubmissionReader = { readonly sniff: ContentSniffer; readonly clock: Clock; readonly scheduler: Scheduler };

/** Sorts a call's documents into those that can be taken and those that cannot; of an id given twice the first counts. */
export async function readSubmissions(
  bodies: readonly DocumentBody[],
  tenant: string,
  { sniff, clock, scheduler }: SubmissionReader,
): Promise<Submissions> {
  const documents: NewDocument[] = [];
  const rejections: Rejection[] = [];
  const ids = new Set<string>();
  const read = (body: DocumentBody, index: number): void => {
    try {
      checkId(body, ids);
      documents.push(readDocument(body, tenant, sniff));
    } catch (error) {
      if (!isCodedError(error)) throw error;
      rejections.push({ index, code: error.code, detail: error.message, field: fieldOf(error.code, body) });
    }
  };
  await new Slicer(clock, scheduler).forEach([...bodies.entries()], async (slice) => {
    for (const [index, body] of slice) read(body, index);
  });
  return { documents, rejections };
}

function checkId({ id }: DocumentBody, ids: Set<string>): void {
  if (id === undefined) return;
  if (ids.has(id)) {
    throw new CodedError(
      'DOCUMENT_DUPLICATE_ID',
      `The id ${JSON.stringify(id)} was given to an earlier document of this call.`,
    );
  }
  ids.add(id);
}

function fieldOf(code: ErrorCode, body: DocumentBody): string {
  if (code === 'DOCUMENT_DUPLICATE_ID') return 'id';
  if (code === 'DOCUMENT_UNSUPPORTED_TYPE') return 'content_type';
  return body.text === undefined ? 'content_base64' : 'text';
}
