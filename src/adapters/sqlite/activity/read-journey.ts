import { JOURNEY_KINDS, type JourneyPage, type JourneyStep } from '../../../ports/activity-store.ts';
import { flag, integer, real, text, textOrNull } from '../row.ts';
import type { Row, Statements } from '../statements.ts';

/** One page of one user. */
export type JourneyInput = { readonly tenant: string; readonly userId: string; readonly page: JourneyPage };

/**
 * Steps of one kind behind a place (?3 time, ?4 position of its kind, ?5 id); the bare bound lets the index begin there. The
 * index is named because the planner would rather walk everybody's rows in the order of time.
 */
const steps = (table: string, kind: number, id: string): string => `SELECT * FROM ${table} INDEXED BY ${table}_by_user
  WHERE tenant = ?1 AND user_id = ?2 AND timestamp_ms >= ?3 AND (timestamp_ms, ${kind}, ${id}) > (?3, ?4, ?5)
  ORDER BY timestamp_ms, ${id} LIMIT ?6`;
const QUERIES = steps('history', 0, 'query_id');
const EVENTS = steps('events', 1, 'event_id');
const FEEDBACK = steps('feedback', 2, 'query_id');

/** One page of queries, events and feedback in one order. */
export function readJourney(statements: Statements, { tenant, userId, page }: JourneyInput): readonly JourneyStep[] {
  const { limit } = page;
  const place = [page.after?.timestampMs ?? -1, page.after === null ? -1 : kindPlace(page.after), page.after?.id ?? ''];
  const parameters = [tenant, userId, ...place, limit];
  const steps = [
    ...statements.all(QUERIES, ...parameters).map(toQuery),
    ...statements.all(EVENTS, ...parameters).map(toEvent),
    ...statements.all(FEEDBACK, ...parameters).map(toFeedback),
  ];
  return steps.sort(byPlace).slice(0, limit);
}

function kindPlace({ kind }: Pick<JourneyStep, 'kind'>): number {
  return JOURNEY_KINDS.indexOf(kind);
}

function byPlace(a: JourneyStep, b: JourneyStep): number {
  return a.timestampMs - b.timestampMs || kindPlace(a) - kindPlace(b) || (a.id < b.id ? -1 : 1);
}

function toQuery(row: Row): JourneyStep {
  return {
    kind: 'query',
    timestampMs: integer(row, 'timestamp_ms'),
    id: text(row, 'query_id'),
    sessionId: textOrNull(row, 'session_id'),
    text: text(row, 'text'),
    answered: flag(row, 'answered'),
    confidence: real(row, 'confidence'),
    durationMs: real(row, 'duration_ms'),
    patternUsed: text(row, 'pattern_used'),
    toolUsed: text(row, 'tool_used'),
    cacheHit: flag(row, 'cache_hit'),
  };
}

function toEvent(row: Row): JourneyStep {
  return {
    kind: 'event',
    timestampMs: integer(row, 'timestamp_ms'),
    id: text(row, 'event_id'),
    sessionId: textOrNull(row, 'session_id'),
    type: text(row, 'type'),
    name: textOrNull(row, 'name'),
    queryId: textOrNull(row, 'query_id'),
    properties: text(row, 'properties'),
  };
}

function toFeedback(row: Row): JourneyStep {
  return {
    kind: 'feedback',
    timestampMs: integer(row, 'timestamp_ms'),
    id: text(row, 'query_id'),
    rating: real(row, 'rating'),
    comment: textOrNull(row, 'comment'),
  };
}
