import { z } from 'zod';
import type { PastQueries } from '../../core/query/past-queries.ts';
import type { RestoredAnswer } from '../../core/query/stored-answer.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { idField, isoTime } from '../../http/kit/fields.ts';
import { defined } from '../../shared/assert.ts';
import { byQuality, compareAnswers } from './compare-answers.ts';

/** Answers of one comparison: a table people can still read. */
const COMPARED_MAX = 50;

/** The bare list is what earlier clients send. */
const bodySchema = z.preprocess(
  (body) => (Array.isArray(body) ? { query_ids: body } : body),
  z.strictObject({ query_ids: z.array(idField()).min(1).max(COMPARED_MAX) }),
);

const resultSchema = z.object({
  query_id: z.string(),
  query_text: z.string(),
  response: z.string(),
  answered: z.boolean(),
  confidence: z.number(),
  duration_ms: z.number(),
  tool_used: z.string(),
  pattern_used: z.string(),
  timestamp: z.string(),
  withheld: z.boolean().describe('True when a quoted document is gone, and the response with it.'),
});

const comparisonSchema = z.object({
  count: z.int().describe('Different queries compared.'),
  metrics: z.object({
    avg_confidence: z.number(),
    avg_duration_ms: z.number(),
    max_confidence: z.number(),
    min_confidence: z.number(),
  }),
  tools_used: z.array(z.string()),
  patterns_used: z.array(z.string()),
  best_result: resultSchema,
  differences: z
    .array(
      z.object({
        aspect: z.string(),
        values: z.array(z.object({ query_id: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) })),
      }),
    )
    .describe('Each aspect in which not all answers are alike, with the value of every one.'),
  sources: z
    .object({ shared: z.array(z.string()), only: z.record(z.string(), z.array(z.string())) })
    .describe('Ids of documents that all answers read, and by query id those that no other read.'),
  results: z.array(resultSchema),
});

/** Past answers side by side. */
export function compareFeature(past: PastQueries): Feature {
  return { name: 'compare', description: 'Past answers side by side.', routes: [compareRoute(past)] };
}

function compareRoute(past: PastQueries): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/compare',
    operationId: 'compareQueries',
    scope: 'read',
    summary: 'Compare past answers',
    description: 'Takes `{"query_ids": […]}` or the list alone. An id that stands twice counts once.',
    body: bodySchema,
    answers: { 200: comparisonSchema },
    errors: ['QUERY_NOT_FOUND'],
    example: { query_ids: ['q_01hzx3v2m8k4d6n9p7r5t0w1y2', 'q_01hzx3v9q1b7c4f8g2h6j5k3m0'] },
    async handler({ body, principal, signal }) {
      const ids = new Set(body.query_ids);
      const answers: RestoredAnswer[] = [];
      for (const id of ids) {
        signal.throwIfAborted();
        answers.push(await past.answer(principal.tenant, id));
      }
      const best = defined(answers.toSorted(byQuality)[0], 'at least one id is asked for');
      const { metrics, tools_used, patterns_used, differences, sources } = compareAnswers(answers);
      const shared = [...sources.shared];
      const only = Object.fromEntries(Object.entries(sources.only).map(([id, documents]) => [id, [...documents]]));
      return {
        count: answers.length,
        ...{ metrics, tools_used, patterns_used, differences, sources: { shared, only } },
        best_result: toResult(best),
        results: answers.map(toResult),
      };
    },
  });
}

function toResult(answer: RestoredAnswer): z.infer<typeof resultSchema> {
  return {
    query_id: answer.queryId,
    query_text: answer.queryText,
    response: answer.response,
    answered: answer.answered,
    confidence: answer.confidence,
    duration_ms: answer.durationMs,
    tool_used: answer.toolUsed,
    pattern_used: answer.patternUsed,
    timestamp: isoTime(answer.timestampMs),
    withheld: answer.withheld,
  };
}
