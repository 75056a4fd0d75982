import type { UserActivity } from '../../../ports/activity-store.ts';
import { integer, real, text } from '../row.ts';
import type { Row, Statements } from '../statements.ts';

/** Questions of a user that are listed. */
const POPULAR_QUERIES = 10;

const OWN = `FROM history WHERE tenant = ?1 AND user_id = ?2`;
const TOTALS = `SELECT count(*) AS queries, coalesce(sum(answered), 0) AS answered, coalesce(sum(cache_hit), 0) AS cache_hits,
  count(DISTINCT session_id) AS sessions, coalesce(avg(confidence), 0.0) AS confidence, coalesce(avg(duration_ms), 0.0) AS duration,
  coalesce(min(timestamp_ms), -1) AS first_ms, coalesce(max(timestamp_ms), -1) AS last_ms ${OWN}`;
const DURATION_AT = `SELECT duration_ms ${OWN} ORDER BY duration_ms LIMIT 1 OFFSET ?3`;
const BY_PATTERN = `SELECT pattern_used AS name, count(*) AS uses ${OWN} GROUP BY 1 ORDER BY 2 DESC, 1`;
const BY_TOOL = `SELECT tool_used AS name, count(*) AS uses ${OWN} GROUP BY 1 ORDER BY 2 DESC, 1`;
const BY_TEXT = `SELECT text AS name, count(*) AS uses ${OWN} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${POPULAR_QUERIES}`;
const EVENTS = `SELECT type AS name, count(*) AS uses, min(timestamp_ms) AS first_ms, max(timestamp_ms) AS last_ms
  FROM events WHERE tenant = ?1 AND user_id = ?2 GROUP BY 1 ORDER BY 2 DESC, 1`;
const FEEDBACK = `SELECT count(*) AS ratings, coalesce(avg(rating), 0.0) AS rating, coalesce(min(timestamp_ms), -1) AS first_ms,
  coalesce(max(timestamp_ms), -1) AS last_ms FROM feedback WHERE tenant = ?1 AND user_id = ?2`;

/** Null for a user without queries, events and feedback. */
export function readUser(
  statements: Statements,
  { tenant, userId }: { readonly tenant: string; readonly userId: string },
): UserActivity | null {
  const totals = statements.get(TOTALS, tenant, userId) ?? {};
  const events = statements.all(EVENTS, tenant, userId);
  const feedback = statements.get(FEEDBACK, tenant, userId) ?? {};
  const queries = integer(totals, 'queries');
  const ratings = integer(feedback, 'ratings');
  if (queries + events.length + ratings === 0) return null;
  const durationAt = (share: number): number => {
    const row = statements.get(DURATION_AT, tenant, userId, Math.floor(share * (queries - 1)));
    return row === undefined ? 0 : real(row, 'duration_ms');
  };
  return {
    queries,
    answered: integer(totals, 'answered'),
    cacheHits: integer(totals, 'cache_hits'),
    sessions: integer(totals, 'sessions'),
    meanConfidence: real(totals, 'confidence'),
    durations: { mean: real(totals, 'duration'), p50: durationAt(0.5), p95: durationAt(0.95), p99: durationAt(0.99) },
    ...seen([totals, feedback, ...events]),
    patterns: tally(statements.all(BY_PATTERN, tenant, userId)),
    tools: tally(statements.all(BY_TOOL, tenant, userId)),
    popularQueries: statements
      .all(BY_TEXT, tenant, userId)
      .map((row) => ({ text: text(row, 'name'), count: integer(row, 'uses') })),
    events: tally(events),
    feedback: { count: ratings, meanRating: ratings === 0 ? null : real(feedback, 'rating') },
  };
}

/** Rows that found nothing say −1. */
function seen(rows: readonly Row[]): Pick<UserActivity, 'firstSeenMs' | 'lastSeenMs'> {
  const found = rows.filter((row) => integer(row, 'first_ms') >= 0);
  return {
    firstSeenMs: Math.min(...found.map((row) => integer(row, 'first_ms'))),
    lastSeenMs: Math.max(...found.map((row) => integer(row, 'last_ms'))),
  };
}

function tally(rows: readonly Row[]): Record<string, number> {
  return Object.fromEntries(rows.map((row) => [text(row, 'name'), integer(row, 'uses')]));
}
