import type { HistoryFilter } from '../../../ports/history-store.ts';
import { integer } from '../row.ts';
import type { Statements } from '../statements.ts';
import { addToCount } from './append-history.ts';
import { FILTER_SQL, filterParameters } from './history-filter.ts';

/** Rows one request removes: a few milliseconds, so that other writes are not kept waiting behind a large clear. */
const HISTORY_CLEAR_SLICE = 1_000;

/** Where a clear stands: it removes up to `throughRow`, the newest row when it began (null to begin), and goes on after `afterRow`. */
export type ClearCursor = { readonly afterRow: number; readonly throughRow: number | null };
export type ClearSlice = { readonly removed: number; readonly next: ClearCursor | null };

const NEWEST = `SELECT coalesce(max(row), 0) AS newest FROM history`;
const SLICE = `SELECT h.row FROM history h WHERE ${FILTER_SQL} AND h.row > ?9 AND h.row <= ?10
  ORDER BY h.row LIMIT ${HISTORY_CLEAR_SLICE}`;
const DELETE = `DELETE FROM history WHERE row = ?1`;

/** Removes one slice of what the filter names; `next` is null when nothing is left. */
export function clearHistory(
  statements: Statements,
  { tenant, filter, cursor }: { tenant: string; filter: HistoryFilter; cursor: ClearCursor },
): ClearSlice {
  const throughRow = cursor.throughRow ?? newestRow(statements);
  const rows = statements
    .all(SLICE, ...filterParameters(tenant, filter), cursor.afterRow, throughRow)
    .map((row) => integer(row, 'row'));
  for (const row of rows) statements.run(DELETE, row);
  if (rows.length > 0) addToCount(statements, tenant, -rows.length);
  const last = rows.at(-1);
  const isLast = last === undefined || rows.length < HISTORY_CLEAR_SLICE;
  return { removed: rows.length, next: isLast ? null : { afterRow: last, throughRow } };
}

function newestRow(statements: Statements): number {
  return integer(statements.get(NEWEST) ?? {}, 'newest');
}
