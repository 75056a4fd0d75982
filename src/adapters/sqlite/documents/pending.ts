import type { PendingItem } from '../../../ports/document-store.ts';
import { content, integer, metadata, text, textList, textOrNull } from '../row.ts';
import type { Row, Statements } from '../statements.ts';
import { startIngest } from './ingest-progress.ts';

/** The items to work on next, and those of their ingests (internal keys) that are still `queued`. */
export type PendingPage = { readonly items: readonly PendingItem[]; readonly queuedIngests: readonly number[] };

/** One statement, so one view of the table: a commit between two would make a page look like the last one. */
const ITEMS = `WITH sizes AS (
    SELECT item_row, row_number() OVER page AS place, sum(content_bytes) OVER page AS total
    FROM (SELECT item_row, content_bytes FROM ingest_items ORDER BY item_row LIMIT ?1)
    WINDOW page AS (ORDER BY item_row ROWS UNBOUNDED PRECEDING))
  SELECT i.*, g.ingest_id, g.state FROM sizes s CROSS JOIN ingest_items i USING (item_row) JOIN ingests g USING (ingest)
  WHERE s.place = 1 OR s.total <= ?2 ORDER BY i.item_row`;
const BACKLOG = `SELECT count(*) AS items, coalesce(sum(content_bytes), 0) AS content_bytes FROM ingest_items`;

/** Oldest first; stops before the item that takes the content over `contentBytesMax` (null: no bound), but gives at least one. */
export function pendingItems(
  statements: Statements,
  { limit, contentBytesMax }: { limit: number; contentBytesMax: number | null },
): PendingPage {
  const rows = statements.all(ITEMS, limit, contentBytesMax ?? Number.MAX_SAFE_INTEGER);
  const queued = rows.filter((row) => text(row, 'state') === 'queued').map((row) => integer(row, 'ingest'));
  return { items: rows.map(toPending), queuedIngests: [...new Set(queued)] };
}

/** Marks ingests as running: their items were handed out. */
export function startIngests(
  statements: Statements,
  { ingests, nowMs }: { ingests: readonly number[]; nowMs: number },
): void {
  for (const ingest of ingests) startIngest(statements, ingest, nowMs);
}

/** Items that wait, and the bytes of their content as stored. */
export function backlog(statements: Statements): { readonly items: number; readonly contentBytes: number } {
  const row = statements.get(BACKLOG) ?? {};
  return { items: integer(row, 'items'), contentBytes: integer(row, 'content_bytes') };
}

function toPending(row: Row): PendingItem {
  return {
    ingestId: text(row, 'ingest_id'),
    item: integer(row, 'item'),
    revision: integer(row, 'revision'),
    documentId: text(row, 'document_id'),
    scope: { tenant: text(row, 'tenant'), collection: text(row, 'collection') },
    title: text(row, 'title'),
    uri: textOrNull(row, 'uri'),
    tags: textList(row, 'tags'),
    metadata: metadata(row, 'metadata'),
    contentType: text(row, 'content_type'),
    contentHash: text(row, 'content_hash'),
    content: content(row, 'content'),
  };
}
