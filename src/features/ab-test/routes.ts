import { z } from 'zod';
import type { QueryAnswer } from '../../core/query/query-answer.ts';
import { PATTERN_NAMES } from '../../core/query/query-request.ts';
import { meanOf, quantileOf } from '../../core/statistics/quantile.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { roundedMs } from '../../http/kit/fields.ts';
import { querySchema, toRequest } from '../../http/kit/query-schema.ts';
import { ALPHA, comparePatterns } from './compare-patterns.ts';
import { type AbTestPorts, runPatterns } from './run-patterns.ts';

/** Runs of each pattern: exact signed ranks of eight rounds can tell three patterns apart, of fewer than seven they cannot. */
const RUNS_PRESET = 8;
const RUNS_MAX = 20;

const resultSchema = z.object({
  runs: z.int(),
  answered: z.boolean().describe('In most runs.'),
  confidence: z.number().describe('Mean over the runs.'),
  duration_ms: z.number().describe('Mean over the runs.'),
  p50_ms: z.number(),
  p95_ms: z.number(),
  tool_used: z.string(),
  response: z.string().describe('Of the last run.'),
  sources: z.int(),
});

const pairSchema = z.object({
  patterns: z.array(z.enum(PATTERN_NAMES)),
  measure: z.enum(['answered', 'confidence', 'duration']).describe('What decides between the two.'),
  difference: z.number().describe('Mean of the first less that of the second.'),
  p_value: z.number().describe('Exact signed ranks over the rounds, corrected for the number of pairs.'),
  significant: z.boolean(),
});

/** Patterns side by side on one question. */
export function abTestFeature(ports: AbTestPorts): Feature {
  return {
    name: 'ab-test',
    description: 'Put patterns side by side on a question of yours.',
    routes: [abTestRoute(ports)],
  };
}

function abTestRoute(ports: AbTestPorts): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/query/ab-test',
    operationId: 'abTest',
    scope: 'read',
    summary: 'Compare patterns on one question',
    description:
      'Asks in rounds, each pattern once a round in a random order, past the cache. An answer beats none, then the higher confidence wins, then the shorter time. What is significant holds for this question; for many questions make an experiment.',
    body: z.strictObject({
      text: querySchema.shape.text,
      patterns: z
        .array(z.enum(PATTERN_NAMES))
        .min(2)
        .max(PATTERN_NAMES.length)
        .refine((patterns) => new Set(patterns).size === patterns.length, 'Name each pattern once')
        .default([...PATTERN_NAMES]),
      runs: z.int().min(1).max(RUNS_MAX).default(RUNS_PRESET).describe('Of each pattern.'),
      collection: querySchema.shape.collection,
    }),
    bodyFromQuery: true,
    cost: ({ patterns, runs }) => patterns.length * runs,
    answers: {
      200: z.object({
        query: z.string(),
        results: z.record(z.string(), resultSchema),
        winner: z.enum(PATTERN_NAMES),
        win_margin: z
          .number()
          .describe('Mean confidence of the winner less the highest of the others; about 0 when speed decided.'),
        significant: z.boolean(),
        reason: z.string(),
        pairs: z.array(pairSchema),
        runs: z.int(),
      }),
    },
    example: { text: 'How does Queryloom decide that an answer is not in my documents?', patterns: ['fast', 'fused'] },
    async handler({ body, principal, signal }) {
      const { text, collection, patterns, runs } = body;
      const request = toRequest(querySchema.parse({ text, collection, include_suggestions: false }));
      const answers = await runPatterns(ports, { request, patterns, runs, principal, signal });
      const { winner, margin, isSignificant, reason, pairs } = comparePatterns(answers);
      return {
        query: request.text,
        results: Object.fromEntries([...answers].map(([pattern, list]) => [pattern, toResult(list)])),
        winner,
        win_margin: margin,
        significant: isSignificant,
        reason,
        pairs: pairs.map(({ pValue, patterns: pair, ...rest }) => {
          return { ...rest, patterns: [...pair], p_value: pValue, significant: pValue <= ALPHA };
        }),
        runs,
      };
    },
  });
}

function toResult(answers: readonly QueryAnswer[]): z.infer<typeof resultSchema> {
  const durations = answers.map(({ durationMs }) => durationMs);
  const last = answers.at(-1);
  return {
    runs: answers.length,
    answered: answers.filter(({ answered }) => answered).length * 2 > answers.length,
    confidence: meanOf(answers.map(({ confidence }) => confidence)),
    duration_ms: roundedMs(meanOf(durations)),
    p50_ms: roundedMs(quantileOf(durations, 0.5)),
    p95_ms: roundedMs(quantileOf(durations, 0.95)),
    tool_used: last?.toolUsed ?? 'answer',
    response: last?.response ?? '',
    sources: last?.sources.length ?? 0,
  };
}
