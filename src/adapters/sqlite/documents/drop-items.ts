import { integer } from '../row.ts';
import type { Statements } from '../statements.ts';
import { endFailed } from './ingest-progress.ts';

const ITEMS_OF = `SELECT ingest, item FROM ingest_items WHERE tenant = ?1 AND document_id = ?2`;

/** Items of the document that wait to be processed will not be: each ends as superseded, in whichever ingest it is. */
export function dropItems(
  statements: Statements,
  { tenant, documentId, detail, nowMs }: { tenant: string; documentId: string; detail: string; nowMs: number },
): void {
  for (const row of statements.all(ITEMS_OF, tenant, documentId)) {
    const key = { ingest: integer(row, 'ingest'), item: integer(row, 'item'), tenant, documentId };
    endFailed(statements, key, { code: 'DOCUMENT_SUPERSEDED', detail }, nowMs);
  }
}
