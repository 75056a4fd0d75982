import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { testApp } from '../../../test/support/test-app.ts';
import type { QueryRequest } from '../../core/query/query-request.ts';
import { abTestFeature } from './routes.ts';

let world: QueryWorld;
let app: FastifyInstance;
const asked: QueryRequest[] = [];

beforeAll(async () => {
  world = await openQueryWorld();
  const next = seededRandom(5);
  const random = { fill: (bytes: Uint8Array) => bytes.map(() => Math.floor(next() * 256)) };
  const queries: QueryWorld['queries'] = Object.create(world.queries, {
    run: {
      value: (...args: Parameters<QueryWorld['queries']['run']>) => {
        asked.push(args[0]);
        return world.queries.run(...args);
      },
    },
  });
  ({ app } = await testApp({ features: [abTestFeature({ queries, random })] }));
});

afterAll(async () => {
  await app.close();
  await world.close();
});

const post = async (url: string, payload?: object) => {
  asked.length = 0;
  const response = await app.inject({ method: 'POST', url, ...(payload === undefined ? {} : { payload }) });
  return { status: response.statusCode, body: response.json() };
};

describe('POST /api/query/ab-test', () => {
  it('asks every pattern as often, past the cache, in rounds of a changing order', async () => {
    const { status, body } = await post('/api/query/ab-test', { text: ' Who built Bell Rock? ' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ query: 'Who built Bell Rock?', runs: 8, reason: expect.any(String) });
    expect(Object.keys(body.results).toSorted()).toEqual(['bare', 'fast', 'fused']);
    for (const result of Object.values(body.results)) {
      expect(result).toMatchObject({ runs: 8, answered: true, tool_used: 'answer' });
    }
    expect(body.pairs).toHaveLength(3);
    expect(asked.every(({ cache }) => cache === 'bypass')).toBe(true);
    const rounds = Array.from({ length: 8 }, (_, i) => asked.slice(3 * i, 3 * i + 3).map(({ pattern }) => pattern));
    for (const round of rounds) expect(round.toSorted()).toEqual(['bare', 'fast', 'fused']);
    expect(new Set(rounds.map((round) => round.join())).size).toBeGreaterThan(2);
  });

  it('takes flat fields from the query string, lists by repeating their name', async () => {
    const url = '/api/query/ab-test?text=granite%20tower&patterns=bare&patterns=fused&runs=2&collection=default';
    const { status, body } = await post(url);
    expect(status).toBe(200);
    expect(Object.keys(body.results)).toEqual(['bare', 'fused']);
    expect(body).toMatchObject({ runs: 2, significant: false });
    expect(asked).toHaveLength(4);
  });

  it.each([
    ['text', { text: ' ' }],
    ['patterns', { text: 'x', patterns: ['bare'] }],
    ['patterns', { text: 'x', patterns: ['bare', 'bare'] }],
    ['patterns.1', { text: 'x', patterns: ['bare', 'auto'] }],
    ['runs', { text: 'x', runs: 21 }],
    ['top_k', { text: 'x', top_k: 3 }],
  ])('refuses a wrong %s', async (path, body) => {
    const answer = await post('/api/query/ab-test', body);
    expect(answer.status).toBe(400);
    expect(answer.body.issues.map((issue: { path: string }) => issue.path)).toContain(path);
    expect(asked).toEqual([]);
  });
});
