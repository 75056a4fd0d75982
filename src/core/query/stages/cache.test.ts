import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld, walk } from '../../../../test/support/query-world.ts';

let off: QueryWorld;
let on: QueryWorld;

beforeAll(async () => {
  [off, on] = await Promise.all([openQueryWorld([]), openQueryWorld(undefined, { ANSWER_CACHE_MB: '8' })]);
});

afterAll(() => Promise.all([off.close(), on.close()]));

describe('cache', () => {
  it.each([
    ['use', 'this server keeps no answer cache'],
    ['bypass', 'the request asked to bypass the cache'],
    ['refresh', 'the request asked to refresh the cache'],
  ] as const)('misses and says why for %s', async (cache, reason) => {
    const { state } = await walk(off, 'why?', { until: 'cache', change: { cache } });
    expect(state.cache).toEqual({ result: 'miss', matchedQuery: null, ageMs: null, reason });
    expect(state.cached).toBeUndefined();
  });

  it('has nothing to give when only the cache may answer', async () => {
    await expect(walk(off, 'why?', { until: 'cache', change: { cache: 'only' } })).rejects.toMatchObject({
      code: 'QUERY_CACHE_ONLY_MISS',
    });
  });

  it('finds what was answered, however it is written', async () => {
    const answer = await on.ask('Who built Bell Rock?');
    const { state, result } = await walk(on, 'who built BELL ROCK ?', { until: 'cache' });
    expect(state.cache).toMatchObject({ result: 'exact', matchedQuery: 'Who built Bell Rock?' });
    expect(state.cached).toMatchObject({ response: answer.response, sources: answer.sources });
    expect(result.detail).toMatchObject({ result: 'exact', cause: 'exact' });
  });
});
