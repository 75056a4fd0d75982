import type { DocumentListOptions, DocumentRecord } from '../../../ports/document-store.ts';
import type { Statements } from '../statements.ts';
import { DOCUMENT_COLUMNS, toDocument } from './document-row.ts';

export type ListInput = { readonly tenant: string; readonly options: DocumentListOptions };

/** Row values compare as (created, id) does, so a page begins in the index where the last one ended. */
const REST = `AND (?3 IS NULL OR EXISTS (SELECT 1 FROM json_each(d.tags) WHERE value = ?3))
  AND (?4 IS NULL OR d.status = ?4)
  AND (d.created_at_ms, d.document_id) < (?5, ?6)
  ORDER BY d.created_at_ms DESC, d.document_id DESC LIMIT ?7`;
const LIST_ALL = `SELECT ${DOCUMENT_COLUMNS} FROM documents d WHERE d.tenant = ?1 AND ?2 IS NULL ${REST}`;
const LIST_COLLECTION = `SELECT ${DOCUMENT_COLUMNS} FROM documents d WHERE d.tenant = ?1 AND d.collection = ?2 ${REST}`;

/** Newest first, by (created, id); one page. */
export function listDocuments(statements: Statements, { tenant, options }: ListInput): readonly DocumentRecord[] {
  const { collection, tag, status, limit, after } = options;
  const sql = collection === null ? LIST_ALL : LIST_COLLECTION;
  const createdAtMs = after?.createdAtMs ?? Number.MAX_SAFE_INTEGER;
  return statements
    .all(sql, tenant, collection, tag, status, createdAtMs, after?.documentId ?? '', limit)
    .map((row) => toDocument(row));
}
