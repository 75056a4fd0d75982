import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';

let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld([]);
});

afterAll(() => world.close());

describe('cache', () => {
  it.each([
    ['use', 'this server keeps no answer cache'],
    ['bypass', 'the request asked to bypass the cache'],
    ['refresh', 'the request asked to refresh the cache'],
  ] as const)('misses and says why for %s', async (cache, reason) => {
    const { state } = await walk(world, 'why?', { until: 'cache', change: { cache } });
    expect(state.cache).toEqual({ result: 'miss', matchedQuery: null, ageMs: null, reason });
  });

  it('has nothing to give when only the cache may answer', async () => {
    await expect(walk(world, 'why?', { until: 'cache', change: { cache: 'only' } })).rejects.toMatchObject({
      code: 'QUERY_CACHE_ONLY_MISS',
    });
  });
});
