import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { isoTime, labelField, roundedMs } from '../../http/kit/fields.ts';
import { cursorCodec, cutPage, nextCursorField, pageFields } from '../../http/kit/paging.ts';
import type { JourneyStep } from '../../ports/activity-store.ts';
import { type AnalyticsPorts, userNotFound } from './analytics-ports.ts';

const cursors = cursorCodec(
  'journey',
  z.strictObject({ timestampMs: z.number(), kind: z.enum(['query', 'event', 'feedback']), id: z.string() }),
);

const stepSchema = z.object({
  kind: z.enum(['query', 'event', 'feedback']),
  timestamp: z.string(),
  query_id: z.string().nullable().describe('Of the query; for events and feedback the query they are about.'),
  session_id: z.string().nullable(),
  query: z
    .object({
      text: z.string(),
      answered: z.boolean(),
      confidence: z.number(),
      duration_ms: z.number(),
      pattern_used: z.string(),
      tool_used: z.string(),
      cache_hit: z.boolean(),
    })
    .nullable(),
  event: z
    .object({
      event_id: z.string(),
      type: z.string(),
      name: z.string().nullable(),
      properties: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  feedback: z.object({ rating: z.number(), comment: z.string().nullable() }).nullable(),
});

/** `GET /api/analytics/journeys/{user_id}`: what a user did, in order. */
export function getJourneyRoute({ activity }: AnalyticsPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/analytics/journeys/:user_id',
    operationId: 'getJourney',
    needsKey: true,
    summary: 'What one user did, in order',
    description: 'Queries that the history remembers, client events and feedback, oldest first.',
    params: z.strictObject({ user_id: labelField() }),
    query: z.strictObject(pageFields),
    answers: { 200: z.object({ user_id: z.string(), steps: z.array(stepSchema), next_cursor: nextCursorField }) },
    errors: ['USER_NOT_FOUND'],
    async handler({ params, query, principal }) {
      const after = cursors.decode(query.cursor);
      const found = await activity.journey(principal.tenant, params.user_id, { limit: query.limit + 1, after });
      if (found.length === 0 && after === null) throw userNotFound(params.user_id);
      const { page, last } = cutPage(found, query.limit);
      return {
        user_id: params.user_id,
        steps: page.map(toWireStep),
        next_cursor: last === null ? null : cursors.encode(placeOf(last)),
      };
    },
  });
}

function placeOf({ timestampMs, kind, id }: JourneyStep) {
  return { timestampMs, kind, id };
}

function toWireStep(step: JourneyStep): z.output<typeof stepSchema> {
  const nothing = { session_id: null, query: null, event: null, feedback: null };
  const when = { kind: step.kind, timestamp: isoTime(step.timestampMs) };
  switch (step.kind) {
    case 'query':
      return { ...nothing, ...when, query_id: step.id, session_id: step.sessionId, query: toWireQuery(step) };
    case 'event': {
      const event = { event_id: step.id, type: step.type, name: step.name, properties: JSON.parse(step.properties) };
      return { ...nothing, ...when, query_id: step.queryId, session_id: step.sessionId, event };
    }
    case 'feedback':
      return { ...nothing, ...when, query_id: step.id, feedback: { rating: step.rating, comment: step.comment } };
  }
}

function toWireQuery(step: Extract<JourneyStep, { kind: 'query' }>) {
  return {
    text: step.text,
    answered: step.answered,
    confidence: step.confidence,
    duration_ms: roundedMs(step.durationMs),
    pattern_used: step.patternUsed,
    tool_used: step.toolUsed,
    cache_hit: step.cacheHit,
  };
}
