import type { HistoryRecord } from '../../../ports/history-store.ts';
import { packText } from '../packed-text.ts';
import { integer } from '../row.ts';
import type { Statements } from '../statements.ts';

/** Rows over a tenant's limit that one group removes: more than a group adds, so the table comes down to the limit. */
const HISTORY_TRIM_SLICE = 256;

const INSERT = `INSERT INTO history (tenant, collection, query_id, user_id, session_id, text, response_preview, cited_chunks,
    answered, confidence, duration_ms, timestamp_ms, pattern_used, tool_used, cache_hit)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) ON CONFLICT (tenant, query_id) DO NOTHING`;
const INSERT_BODY = `INSERT INTO history_bodies (row, tenant, answer, trace) VALUES (?1, ?2, ?3, ?4)`;
const OLDEST = `DELETE FROM history WHERE row IN
  (SELECT row FROM history WHERE tenant = ?1 ORDER BY timestamp_ms, query_id LIMIT ?2)`;
const COUNT = `INSERT INTO history_counts (tenant, row_count) VALUES (?1, ?2)
  ON CONFLICT (tenant) DO UPDATE SET row_count = row_count + excluded.row_count RETURNING row_count`;

/** A group of rows. A query id that is there already is a group written twice (its COMMIT failed after the fact): the first stays. */
export function appendHistory(
  statements: Statements,
  { records, rowsMax }: { records: readonly HistoryRecord[]; rowsMax: number },
): void {
  const added = new Map<string, number>();
  for (const record of records) {
    if (insert(statements, record)) added.set(record.tenant, (added.get(record.tenant) ?? 0) + 1);
  }
  for (const [tenant, rows] of added) {
    const excess = addToCount(statements, tenant, rows) - rowsMax;
    if (excess <= 0) continue;
    const { changes } = statements.run(OLDEST, tenant, Math.min(excess, HISTORY_TRIM_SLICE));
    addToCount(statements, tenant, -changes);
  }
}

/** Keeps the number of a tenant's rows beside them, since counting 100,000 with every group costs more than writing it. */
export function addToCount(statements: Statements, tenant: string, rows: number): number {
  const row = statements.get(COUNT, tenant, rows);
  return row === undefined ? 0 : integer(row, 'row_count');
}

function insert(statements: Statements, record: HistoryRecord): boolean {
  const { changes, lastRow } = statements.run(
    INSERT,
    record.tenant,
    record.collection,
    record.queryId,
    record.userId,
    record.sessionId,
    record.text,
    record.responsePreview,
    JSON.stringify(record.citedChunks),
    Number(record.answered),
    record.confidence,
    record.durationMs,
    record.timestampMs,
    record.patternUsed,
    record.toolUsed,
    Number(record.cacheHit),
  );
  if (changes === 0) return false;
  statements.run(INSERT_BODY, lastRow, record.tenant, packText(record.answer), packText(record.trace));
  return true;
}
