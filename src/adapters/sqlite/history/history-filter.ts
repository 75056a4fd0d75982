import type { SQLInputValue } from 'node:sqlite';
import type { HistoryFilter } from '../../../ports/history-store.ts';

/** The filter over a table aliased `h`; its parameters are ?1 to ?8, the tenant first (see `filterParameters`). */
export const FILTER_SQL = `h.tenant = ?1
  AND (?2 IS NULL OR h.user_id = ?2) AND (?3 IS NULL OR h.pattern_used = ?3) AND (?4 IS NULL OR h.tool_used = ?4)
  AND (?5 IS NULL OR h.confidence >= ?5) AND (?6 IS NULL OR h.confidence <= ?6)
  AND (?7 IS NULL OR h.timestamp_ms >= ?7) AND (?8 IS NULL OR h.timestamp_ms <= ?8)`;

export function filterParameters(tenant: string, filter: HistoryFilter): readonly SQLInputValue[] {
  const { userId, pattern, tool, minConfidence, maxConfidence, sinceMs, untilMs } = filter;
  return [tenant, userId, pattern, tool, minConfidence, maxConfidence, sinceMs, untilMs];
}
