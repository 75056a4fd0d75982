import type { ChunkRecord } from '../../../ports/document-store.ts';
import { integer, text, textList, textOrNull } from '../row.ts';
import type { Row, Statements } from '../statements.ts';

const COLUMNS = `c.chunk, c.tenant, c.collection, c.position, c.start_offset, c.end_offset, c.headings, c.text,
  d.document_id, d.title, d.uri`;
const BY_KEY = `SELECT ${COLUMNS} FROM chunks c JOIN documents d USING (document) WHERE c.chunk = ?1 AND c.tenant = ?2`;
const BY_DOCUMENT = `SELECT ${COLUMNS} FROM documents d JOIN chunks c USING (document)
  WHERE d.tenant = ?1 AND d.document_id = ?2 ORDER BY c.position`;

/** In the order of the keys; those that are gone, or another tenant's, are left out. */
export function findChunks(statements: Statements, tenant: string, keys: readonly number[]): readonly ChunkRecord[] {
  const found: ChunkRecord[] = [];
  for (const key of keys) {
    const row = statements.get(BY_KEY, key, tenant);
    if (row !== undefined) found.push(toChunk(row));
  }
  return found;
}

/** All chunks of a document in their order. */
export function chunksOf(
  statements: Statements,
  { tenant, documentId }: { tenant: string; documentId: string },
): readonly ChunkRecord[] {
  return statements.all(BY_DOCUMENT, tenant, documentId).map(toChunk);
}

function toChunk(row: Row): ChunkRecord {
  return {
    chunk: integer(row, 'chunk'),
    documentId: text(row, 'document_id'),
    scope: { tenant: text(row, 'tenant'), collection: text(row, 'collection') },
    index: integer(row, 'position'),
    text: text(row, 'text'),
    start: integer(row, 'start_offset'),
    end: integer(row, 'end_offset'),
    headings: textList(row, 'headings'),
    title: text(row, 'title'),
    uri: textOrNull(row, 'uri'),
  };
}
