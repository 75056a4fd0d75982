import type { DocumentRecord } from '../../../ports/document-store.ts';
import type { Statements } from '../statements.ts';
import { findDocument } from './document-row.ts';
import { dropItems } from './drop-items.ts';

const DELETE = `DELETE FROM documents WHERE document = ?1`;

/** Removes the document; its text, chunks and features go by cascade, its pending items end as superseded. */
export function deleteDocument(
  statements: Statements,
  { tenant, documentId, nowMs }: { tenant: string; documentId: string; nowMs: number },
): DocumentRecord | null {
  const stored = findDocument(statements, tenant, documentId);
  if (stored === null) return null;
  dropItems(statements, { tenant, documentId, detail: 'The document was deleted before it was indexed.', nowMs });
  statements.run(DELETE, stored.document);
  return stored.record;
}
