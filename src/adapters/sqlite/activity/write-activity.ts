import type { ClientEvent, FeedbackRecord } from '../../../ports/activity-store.ts';
import { integer, real } from '../row.ts';
import type { Statements } from '../statements.ts';

/** Rows over a tenant's limit that one write removes: more than a call adds, so the tables come down to the limit. */
const TRIM_SLICE = 256;

const INSERT_EVENT = `INSERT INTO events
  (tenant, event_id, user_id, session_id, type, name, query_id, properties, timestamp_ms)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (tenant, event_id) DO NOTHING`;
const OLDEST_EVENTS = `DELETE FROM events WHERE row IN
  (SELECT row FROM events WHERE tenant = ?1 ORDER BY timestamp_ms, row LIMIT ?2)`;
const PAST_QUERY = `SELECT 1 FROM history WHERE tenant = ?1 AND query_id = ?2`;
const RATED = `SELECT rating FROM feedback WHERE tenant = ?1 AND query_id = ?2 AND user_id = ?3`;
const RATE = `INSERT INTO feedback (tenant, query_id, user_id, rating, comment, timestamp_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
  ON CONFLICT DO UPDATE SET rating = excluded.rating, comment = excluded.comment, timestamp_ms = excluded.timestamp_ms`;
const OLDEST_FEEDBACK = `DELETE FROM feedback WHERE (tenant, query_id, user_id) IN
  (SELECT tenant, query_id, user_id FROM feedback WHERE tenant = ?1 ORDER BY timestamp_ms LIMIT ?2)`;
const COUNT = `SELECT row_count FROM activity_counts WHERE tenant = ?1 AND kind = ?2`;

/** Puts in those whose id is new and returns how many. */
export function addEvents(
  statements: Statements,
  { events, rowsMax }: { readonly events: readonly ClientEvent[]; readonly rowsMax: number },
): number {
  let added = 0;
  for (const event of events) added += statements.run(INSERT_EVENT, ...columns(event)).changes;
  for (const tenant of new Set(events.map((event) => event.tenant))) {
    trim(statements, OLDEST_EVENTS, excess(statements, { tenant, kind: 'events', rowsMax }));
  }
  return added;
}

/** Null when the history has no such query. */
export function rateQuery(
  statements: Statements,
  { feedback, rowsMax }: { readonly feedback: FeedbackRecord; readonly rowsMax: number },
): { readonly replaced: number | null } | null {
  const { tenant, queryId, userId, rating, comment, timestampMs } = feedback;
  if (statements.get(PAST_QUERY, tenant, queryId) === undefined) return null;
  const before = statements.get(RATED, tenant, queryId, userId);
  statements.run(RATE, tenant, queryId, userId, rating, comment, timestampMs);
  trim(statements, OLDEST_FEEDBACK, excess(statements, { tenant, kind: 'feedback', rowsMax }));
  return { replaced: before === undefined ? null : real(before, 'rating') };
}

type Excess = { readonly tenant: string; readonly rows: number };

function excess(
  statements: Statements,
  { tenant, kind, rowsMax }: { readonly tenant: string; readonly kind: string; readonly rowsMax: number },
): Excess {
  const row = statements.get(COUNT, tenant, kind);
  return { tenant, rows: row === undefined ? 0 : integer(row, 'row_count') - rowsMax };
}

function trim(statements: Statements, oldest: string, { tenant, rows }: Excess): void {
  if (rows > 0) statements.run(oldest, tenant, Math.min(rows, TRIM_SLICE));
}

function columns(event: ClientEvent): readonly (string | number | null)[] {
  const { tenant, eventId, userId, sessionId, type, name, queryId, properties, timestampMs } = event;
  return [tenant, eventId, userId, sessionId, type, name, queryId, properties, timestampMs];
}
