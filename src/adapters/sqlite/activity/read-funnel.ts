import type { Funnel, Satisfaction } from '../../../ports/activity-store.ts';
import { integer, text } from '../row.ts';
import type { Statements } from '../statements.ts';

/** From `sinceMs` to before `untilMs`. */
export type FunnelInput = {
  readonly tenant: string;
  readonly span: { readonly sinceMs: number; readonly untilMs: number };
  readonly satisfaction: Satisfaction;
};

/** A visit by name: the letter before tells sessions, users and single queries apart. */
const VISIT = `coalesce('s' || h.session_id, 'u' || h.user_id, 'q' || h.query_id)`;
const PARTS = `WITH
  asked AS (SELECT h.query_id, ${VISIT} AS visit FROM history h
    WHERE h.tenant = ?1 AND h.timestamp_ms >= ?2 AND h.timestamp_ms < ?3),
  happened AS (SELECT e.type,
      CASE WHEN h.query_id IS NULL THEN coalesce('s' || e.session_id, 'u' || e.user_id, 'e' || e.event_id) ELSE ${VISIT} END AS visit
    FROM events e LEFT JOIN history h ON h.tenant = e.tenant AND h.query_id = e.query_id
    WHERE e.tenant = ?1 AND e.timestamp_ms >= ?2 AND e.timestamp_ms < ?3),
  signals AS (SELECT 'rating' AS signal, a.visit FROM asked a JOIN feedback f ON f.tenant = ?1 AND f.query_id = a.query_id
      WHERE f.rating >= ?4
    UNION SELECT type, visit FROM happened WHERE type IN (SELECT value FROM json_each(?5))
      AND visit IN (SELECT visit FROM asked))`;
/** One statement, so that its parts are made once; rows of signals come after the one of totals. */
const COUNTS = `${PARTS} SELECT NULL AS signal,
    (SELECT count(*) FROM (SELECT visit FROM asked UNION SELECT visit FROM happened)) AS visits,
    (SELECT count(DISTINCT visit) FROM asked) AS queried,
    (SELECT count(DISTINCT visit) FROM signals) AS satisfied
  UNION ALL SELECT * FROM (SELECT signal, count(*), 0, 0 FROM signals GROUP BY signal ORDER BY signal)`;

/** Visits, those that asked, and those of them that were satisfied. */
export function readFunnel(statements: Statements, { tenant, span, satisfaction }: FunnelInput): Funnel {
  const { ratingMin, eventTypes } = satisfaction;
  const parameters = [tenant, span.sinceMs, span.untilMs, ratingMin, JSON.stringify(eventTypes)];
  const [counts = {}, ...signals] = statements.all(COUNTS, ...parameters);
  return {
    visits: integer(counts, 'visits'),
    queried: integer(counts, 'queried'),
    satisfied: integer(counts, 'satisfied'),
    signals: Object.fromEntries(signals.map((row) => [text(row, 'signal'), integer(row, 'visits')])),
  };
}
