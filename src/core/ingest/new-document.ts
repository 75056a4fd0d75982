import { createHash } from 'node:crypto';
import type { Submission } from '../../ports/document-store.ts';
import type { Metadata } from '../../ports/filter.ts';

/** A checked document as it was submitted; `documentId` is null when the caller gave none. */
export type NewDocument = Omit<Submission, 'documentId' | 'contentHash'> & { readonly documentId: string | null };

/** Hexadecimal digits of a derived id: 128 bits of the hash. */
const DERIVED_ID_DIGITS = 32;

/** The document with its hash, and with an id that follows from the hash when it was given none: the same content twice is one document. */
export function toSubmission(document: NewDocument): Submission {
  const contentHash = hashOf(document);
  return {
    ...document,
    contentHash,
    documentId: document.documentId ?? `d_${contentHash.slice(0, DERIVED_ID_DIGITS)}`,
  };
}

/** Bytes that a submission's content takes while it waits, for the bounds of the queue. */
export function contentBytes({ content }: Pick<Submission, 'content'>): number {
  return typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength;
}

// The fields stand in a JSON list, whose end is unambiguous, so no two different submissions feed the hash the same bytes.
function hashOf({ title, uri, tags, metadata, contentType, content, scope }: NewDocument): string {
  const kind = typeof content === 'string' ? 'text' : 'bytes';
  const fields = [scope.collection, title, uri, tags, sortedEntries(metadata), contentType, kind];
  return createHash('sha256').update(JSON.stringify(fields)).update(content).digest('hex');
}

function sortedEntries(metadata: Metadata): readonly (readonly [string, unknown])[] {
  return Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
}
