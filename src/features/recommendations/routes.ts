import { z } from 'zod';
import { generalAdvice } from '../../core/advice/general-advice.ts';
import type { PatternFigures } from '../../core/advice/pattern-figures.ts';
import { recommendPattern } from '../../core/advice/recommend-pattern.ts';
import { analyseAll } from '../../core/advice/similarity.ts';
import type { UsageMemory } from '../../core/advice/usage-memory.ts';
import { checkText } from '../../core/query/check-text.ts';
import { PATTERN_NAMES } from '../../core/query/query-request.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { roundedMs, textField } from '../../http/kit/fields.ts';
import type { Scheduler } from '../../shared/scheduler.ts';

export type RecommendationsPorts = { readonly usage: UsageMemory; readonly scheduler: Scheduler };

const share = z.number().min(0).max(1);

const scoresSchema = z.object({
  score: share.describe('Quality, and a fifth of it speed.'),
  quality: share.describe(
    'Ratings where there are some, else the probability that the answer is right; 0 without an answer.',
  ),
  queries: z.int(),
  answered_share: share,
  mean_confidence: share,
  mean_rating: z.number().nullable().describe('From 1 to 5.'),
  ratings: z.int(),
  p50_ms: z.number(),
  p95_ms: z.number(),
});

const recommendationsSchema = z.object({
  general_suggestions: z.array(z.string()).describe('What matters most first.'),
  pattern_recommendation: z.object({
    pattern: z.enum(PATTERN_NAMES),
    reason: z.string(),
    significant: z.boolean().describe('False while the difference may be chance.'),
    scores: z.record(z.string(), scoresSchema),
  }),
  slow_patterns: z.array(z.object({ pattern: z.string(), p95_ms: z.number(), others_p95_ms: z.number() })),
  cache: z.object({ repeat_share: share, hit_rate: share, weak: z.boolean() }),
  thin_areas: z
    .array(z.object({ topic: z.string(), questions: z.int(), examples: z.array(z.string()) }))
    .describe('Questions that share words and were not answered.'),
  based_on: z.int().describe('Latest queries of the tenant that are looked at.'),
});

/** What could be better, learned from the tenant's own queries. */
export function recommendationsFeature(ports: RecommendationsPorts): Feature {
  return {
    name: 'recommendations',
    description: 'What could be better, learned from your own questions.',
    routes: [recommendationsRoute(ports)],
  };
}

function recommendationsRoute({ usage, scheduler }: RecommendationsPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/recommendations',
    operationId: 'getRecommendations',
    needsKey: true,
    summary: 'Get recommendations from past queries',
    query: z.strictObject({
      query: textField().optional().describe('Past questions like this one decide about the pattern.'),
    }),
    answers: { 200: recommendationsSchema },
    async handler({ query, principal }) {
      const queries = usage.queries(principal.tenant);
      await analyseAll(queries, scheduler);
      const text = query.query === undefined ? null : checkText(query.query).sanitized;
      const advice = generalAdvice(queries);
      // Both halves read thousands of queries: what is asked meanwhile goes in between.
      await scheduler.yieldToLoop();
      const { pattern, reason, isSignificant, figures } = recommendPattern(queries, text);
      return {
        general_suggestions: [...advice.sentences],
        pattern_recommendation: {
          pattern,
          reason,
          significant: isSignificant,
          scores: Object.fromEntries(figures.map((each) => [each.pattern, toScores(each)])),
        },
        slow_patterns: advice.slowPatterns.map(({ pattern: slow, p95Ms, othersP95Ms }) => ({
          pattern: slow,
          p95_ms: roundedMs(p95Ms),
          others_p95_ms: roundedMs(othersP95Ms),
        })),
        cache: {
          repeat_share: advice.cache.repeatShare,
          hit_rate: advice.cache.hitRate,
          weak: advice.cache.isWeak,
        },
        thin_areas: advice.thinAreas.map((area) => ({ ...area, examples: [...area.examples] })),
        based_on: advice.queries,
      };
    },
  });
}

function toScores(figures: PatternFigures): z.infer<typeof scoresSchema> {
  return {
    score: figures.score,
    quality: figures.quality,
    queries: figures.queries,
    answered_share: figures.answeredShare,
    mean_confidence: figures.meanConfidence,
    mean_rating: figures.reward === null ? null : 1 + 4 * figures.reward,
    ratings: figures.ratings,
    p50_ms: roundedMs(figures.p50Ms),
    p95_ms: roundedMs(figures.p95Ms),
  };
}
