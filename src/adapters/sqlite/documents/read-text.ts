import { unpackText } from '../packed-text.ts';
import { content } from '../row.ts';
import type { Statements } from '../statements.ts';

const TEXT = `SELECT t.text FROM documents d JOIN document_texts t USING (document)
  WHERE d.tenant = ?1 AND d.document_id = ?2`;

/** The text of the revision that answers; null before the first, or when the document is not there. */
export function readText(
  statements: Statements,
  { tenant, documentId }: { tenant: string; documentId: string },
): string | null {
  const row = statements.get(TEXT, tenant, documentId);
  return row === undefined ? null : unpackText(content(row, 'text'));
}
