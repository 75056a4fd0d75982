import { z } from 'zod';
import { sessionKey } from '../../core/learning/learned-queries.ts';
import type { NextQueries } from '../../core/learning/next-queries.ts';
import { checkText } from '../../core/query/check-text.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { CodedError } from '../../shared/errors.ts';
import { COLLECTION_PATTERN } from '../../shared/names.ts';

const PREDICTIONS_MAX = 50;
const PREDICTIONS_DEFAULT = 5;
/** Raw characters of the current question: what a URL carries; the check of the text names the limit of a question. */
const RAW_TEXT_MAX = 20_000;
const LABEL_MAX = 256;

/** What is likely to be asked next. */
export function predictionFeature(next: NextQueries): Feature {
  return {
    name: 'prediction',
    description: 'Likely next questions, learned from what followed in past sessions.',
    routes: [predictRoute(next)],
  };
}

/** `GET /api/query/predict`. */
function predictRoute(next: NextQueries): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/query/predict',
    operationId: 'predictQueries',
    summary: 'Predict the next questions',
    description:
      'What followed the question in past sessions, backed off to what followed questions like it, and to what is asked most. ' +
      'Only questions that were answered, from documents that are still there.',
    query: z.strictObject({
      current_query: z.string().max(RAW_TEXT_MAX).describe('The question that was asked last.'),
      k: z.int().min(1).max(PREDICTIONS_MAX).default(PREDICTIONS_DEFAULT).describe('Predictions to give at most.'),
      previous_query: z
        .string()
        .max(RAW_TEXT_MAX)
        .optional()
        .describe('The question before that one, when it is known.'),
      session_id: z.string().min(1).max(LABEL_MAX).optional().describe('A session, in place of previous_query.'),
      collection: z.string().regex(COLLECTION_PATTERN).default('default'),
    }),
    answers: {
      200: z.object({
        current_query: z.string(),
        predictions: z.array(
          z.object({
            query: z.string(),
            probability: z.number().min(0).max(1).describe('That this is the next question; all together at most 1.'),
          }),
        ),
      }),
    },
    async handler({ query, principal, signal }) {
      const text = read(query.current_query);
      const scope = { tenant: principal.tenant, collection: query.collection };
      const session = sessionKey({ sessionId: query.session_id ?? null, userId: null });
      const found = await next.predict({ scope, text, before: query.previous_query ?? null, session }, query.k, signal);
      const predictions = found.map((one) => ({ query: one.query.text, probability: rounded(one.probability) }));
      return { current_query: text, predictions };
    },
  });
}

function read(text: string): string {
  const { valid, issues, sanitized } = checkText(text);
  if (valid) return sanitized;
  const message = issues[0] ?? 'the text cannot be used';
  throw new CodedError('REQUEST_INVALID', `current_query: ${message}`, {
    issues: [{ path: 'current_query', message }],
  });
}

/** Down, so that the sum stays at most 1. */
function rounded(probability: number): number {
  return Math.floor(probability * 10_000) / 10_000;
}
