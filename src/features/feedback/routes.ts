import { z } from 'zod';
import type { FeedbackService } from '../../core/analytics/feedback-service.ts';
import { RATING_MAX, RATING_MIN } from '../../core/query/feedback-listener.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { idField, isoTime, labelField } from '../../http/kit/fields.ts';
import { cleanText } from '../../shared/text.ts';

/** Characters of a comment: a paragraph. */
const COMMENT_MAX = 2_000;

/** People's word on answers. */
export function feedbackFeature(feedback: FeedbackService): Feature {
  return {
    name: 'feedback',
    description: 'Ratings of answers, for whatever learns from them.',
    routes: [rateRoute(feedback)],
  };
}

function rateRoute(feedback: FeedbackService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/feedback',
    operationId: 'addFeedback',
    scope: 'read',
    summary: 'Rate an answer',
    description: 'The last rating of a user on a query counts. It goes when its query leaves the history.',
    body: z.strictObject({
      query_id: idField(),
      rating: z.number().min(RATING_MIN).max(RATING_MAX).describe('1 (useless) to 5 (exactly right).'),
      comment: z.string().max(COMMENT_MAX).nullable().optional(),
      user_id: labelField().optional().describe('Who rates; the user of the query when left out.'),
    }),
    answers: {
      201: z.object({
        status: z.literal('recorded'),
        query_id: z.string(),
        rating: z.number(),
        user_id: z.string().nullable(),
        replaced: z.number().nullable().describe('The rating that this one replaces.'),
        timestamp: z.string(),
      }),
    },
    errors: ['QUERY_NOT_FOUND'],
    idempotent: true,
    example: { query_id: 'q_0123', rating: 5, comment: 'Exactly what I needed.' },
    async handler({ body, principal }) {
      const { query_id: queryId, rating } = body;
      const comment = cleanText(body.comment ?? '').trim() || null;
      const kept = await feedback.rate(principal, { queryId, rating, comment, userId: body.user_id ?? null });
      return {
        status: 'recorded' as const,
        query_id: queryId,
        rating,
        user_id: kept.userId || null,
        replaced: kept.replaced,
        timestamp: isoTime(kept.timestampMs),
      };
    },
  });
}
