import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answeredQuery } from '../../../test/support/history-rows.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { UsageMemory } from '../../core/advice/usage-memory.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { recommendationsFeature } from './routes.ts';

const usage = new UsageMemory();
let app: FastifyInstance;

beforeAll(async () => {
  ({ app } = await testApp({ features: [recommendationsFeature({ usage, scheduler: systemScheduler })] }));
});

afterAll(() => app.close());

const read = async (query = '') => {
  const response = await app.inject({ method: 'GET', url: `/api/recommendations${query}` });
  return { status: response.statusCode, body: response.json() };
};

describe('GET /api/recommendations', () => {
  it('has the default to offer before anything was asked', async () => {
    const { status, body } = await read();
    expect(status).toBe(200);
    expect(body).toMatchObject({
      general_suggestions: [],
      pattern_recommendation: { pattern: 'fast', significant: false, scores: {} },
      thin_areas: [],
      based_on: 0,
    });
  });

  it('shows scores, what is slow and what is missing', async () => {
    for (let i = 0; i < 40; i++) {
      const patternUsed = i % 2 === 0 ? 'fast' : 'fused';
      usage.answered(
        answeredQuery(`question ${i}`, { patternUsed, durationMs: patternUsed === 'fast' ? 3.123456 : 90 }),
      );
    }
    for (let i = 0; i < 2; i++) usage.answered(answeredQuery('Where do I park?', { answered: false }));
    const { body } = await read('?query=question');
    expect(body.pattern_recommendation).toMatchObject({
      pattern: 'fast',
      scores: { fused: { queries: 20, p95_ms: 90 } },
    });
    expect(body.pattern_recommendation.scores.fast).toMatchObject({ p50_ms: 3.1, mean_rating: null, ratings: 0 });
    expect(body.slow_patterns).toEqual([{ pattern: 'fused', p95_ms: 90, others_p95_ms: 3.1 }]);
    expect(body.thin_areas).toEqual([{ topic: 'park', questions: 2, examples: ['Where do I park?'] }]);
    expect(body.general_suggestions).toHaveLength(2);
    expect(body.based_on).toBe(42);
  });

  it.each(['?query=', '?query=%20', '?colour=red'])('refuses %s', async (query) => {
    expect((await read(query)).status).toBe(400);
  });
});
