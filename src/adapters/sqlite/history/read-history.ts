import type {
  HistoryFilter,
  HistoryRecord,
  HistoryScan,
  HistoryStore,
  HistorySummary,
} from '../../../ports/history-store.ts';
import { integer } from '../row.ts';
import type { Statements } from '../statements.ts';
import { FILTER_SQL, filterParameters } from './history-filter.ts';
import { SUMMARY_COLUMNS, toRecord, toSummary } from './history-row.ts';

export type HistoryListInput = {
  readonly tenant: string;
  readonly filter: HistoryFilter;
  readonly page: Parameters<HistoryStore['list']>[2];
};

const LIST = `SELECT ${SUMMARY_COLUMNS} FROM history h WHERE ${FILTER_SQL}
  AND (h.timestamp_ms, h.query_id) < (?9, ?10) ORDER BY h.timestamp_ms DESC, h.query_id DESC LIMIT ?11`;
const SCAN = `SELECT ${SUMMARY_COLUMNS} FROM history h WHERE h.row > ?1 ORDER BY h.row LIMIT ?2`;
const GET = `SELECT ${SUMMARY_COLUMNS}, b.answer, b.trace FROM history h JOIN history_bodies b USING (row)
  WHERE h.tenant = ?1 AND h.query_id = ?2`;

/** Newest first, by (timestamp, query id); one page. */
export function listHistory(
  statements: Statements,
  { tenant, filter, page }: HistoryListInput,
): readonly HistorySummary[] {
  const timestampMs = page.after?.timestampMs ?? Number.MAX_SAFE_INTEGER;
  const parameters = [...filterParameters(tenant, filter), timestampMs, page.after?.queryId ?? '', page.limit];
  return statements.all(LIST, ...parameters).map(toSummary);
}

/** Every tenant's summaries in the order they were written. */
export function scanHistory(
  statements: Statements,
  { after, limit }: { readonly after: number | null; readonly limit: number },
): HistoryScan {
  const rows = statements.all(SCAN, after ?? 0, limit);
  const last = rows.at(-1);
  return { summaries: rows.map(toSummary), next: last === undefined ? null : integer(last, 'row') };
}

export function getHistory(statements: Statements, tenant: string, queryId: string): HistoryRecord | null {
  const row = statements.get(GET, tenant, queryId);
  return row === undefined ? null : toRecord(row);
}
