import type { DocumentRecord, DocumentStatus } from '../../../ports/document-store.ts';
import { flag, integer, integerOrNull, metadata, text, textList, textOrNull, word } from '../row.ts';
import type { Row, Statements } from '../statements.ts';

const STATUSES: readonly DocumentStatus[] = ['pending', 'indexed', 'failed'];

/** A document's row with its internal key. */
export type StoredDocument = { readonly document: number; readonly record: DocumentRecord };

/** Columns `toDocument` reads, of a table named or aliased `d`. */
export const DOCUMENT_COLUMNS = `d.document, d.tenant, d.collection, d.document_id, d.title, d.uri, d.tags, d.metadata,
  d.enabled, d.content_type, d.content_hash, d.language, d.status, d.error_code, d.error_detail, d.warnings, d.revision,
  d.indexed_revision, d.chunk_count, d.text_length, d.created_at_ms, d.updated_at_ms`;

const BY_ID = `SELECT ${DOCUMENT_COLUMNS} FROM documents d WHERE tenant = ?1 AND document_id = ?2`;

export function findDocument(statements: Statements, tenant: string, documentId: string): StoredDocument | null {
  const row = statements.get(BY_ID, tenant, documentId);
  return row === undefined ? null : { document: integer(row, 'document'), record: toDocument(row) };
}

/** A row with `DOCUMENT_COLUMNS` as the port's record. */
export function toDocument(row: Row): DocumentRecord {
  const code = textOrNull(row, 'error_code');
  return {
    documentId: text(row, 'document_id'),
    scope: { tenant: text(row, 'tenant'), collection: text(row, 'collection') },
    title: text(row, 'title'),
    uri: textOrNull(row, 'uri'),
    tags: textList(row, 'tags'),
    metadata: metadata(row, 'metadata'),
    enabled: flag(row, 'enabled'),
    contentType: text(row, 'content_type'),
    contentHash: text(row, 'content_hash'),
    language: textOrNull(row, 'language'),
    status: word(row, 'status', STATUSES),
    error: code === null ? null : { code, detail: text(row, 'error_detail') },
    warnings: textList(row, 'warnings'),
    revision: integer(row, 'revision'),
    indexedRevision: integerOrNull(row, 'indexed_revision'),
    chunkCount: integer(row, 'chunk_count'),
    textLength: integer(row, 'text_length'),
    createdAtMs: integer(row, 'created_at_ms'),
    updatedAtMs: integer(row, 'updated_at_ms'),
  };
}
