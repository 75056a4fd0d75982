import { z } from 'zod';
import { ratio } from '../../core/analytics/figures.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { isoTime, labelField } from '../../http/kit/fields.ts';
import type { UserActivity } from '../../ports/activity-store.ts';
import { type AnalyticsPorts, userNotFound } from './analytics-ports.ts';
import { durationsSchema, toWireDurations } from './report-schema.ts';

const counts = z.record(z.string(), z.int());

const userSchema = z.object({
  user_id: z.string(),
  total_queries: z.int(),
  answered_queries: z.int(),
  sessions: z.int(),
  first_seen: z.string(),
  last_seen: z.string(),
  durations: durationsSchema,
  avg_confidence: z.number(),
  cache_hit_rate: z.number(),
  patterns: counts,
  tools: counts,
  popular_queries: z.array(z.object({ query: z.string(), count: z.int() })),
  events: counts.describe('Client events by type.'),
  feedback: z.object({ count: z.int(), avg_rating: z.number().nullable() }),
});

/** `GET /api/analytics/users/{user_id}`. */
export function getUserRoute({ activity }: AnalyticsPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/analytics/users/:user_id',
    operationId: 'getUserAnalytics',
    needsKey: true,
    summary: 'Figures of one user',
    description: 'Over the queries that the history remembers, with client events and feedback; all figures are exact.',
    params: z.strictObject({ user_id: labelField() }),
    answers: { 200: userSchema },
    errors: ['USER_NOT_FOUND'],
    async handler({ params, principal }) {
      const user = await activity.user(principal.tenant, params.user_id);
      if (user === null) throw userNotFound(params.user_id);
      return toWireUser(params.user_id, user);
    },
  });
}

function toWireUser(userId: string, user: UserActivity): z.output<typeof userSchema> {
  return {
    user_id: userId,
    total_queries: user.queries,
    answered_queries: user.answered,
    sessions: user.sessions,
    first_seen: isoTime(user.firstSeenMs),
    last_seen: isoTime(user.lastSeenMs),
    durations: toWireDurations(user.durations),
    avg_confidence: user.meanConfidence,
    cache_hit_rate: ratio(user.cacheHits, user.queries),
    patterns: user.patterns,
    tools: user.tools,
    popular_queries: user.popularQueries.map(({ text, count }) => ({ query: text, count })),
    events: user.events,
    feedback: { count: user.feedback.count, avg_rating: user.feedback.meanRating },
  };
}
