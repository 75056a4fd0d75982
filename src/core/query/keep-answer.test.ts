import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASKER, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { ALL_HISTORY } from '../../ports/history-store.ts';
import type { QueryAnswer } from './query-answer.ts';
import { queryRequest } from './query-request.ts';

const QUESTION = 'Who designed the fourth Eddystone lighthouse?';
let world: QueryWorld;

beforeEach(async () => {
  world = await openQueryWorld(undefined, { ANSWER_CACHE_MB: '8' });
});

afterEach(() => world.close());

const stagesOf = ({ trace }: QueryAnswer) => trace.spans.map(({ name }) => name);
const resultOf = async (text = QUESTION, change = {}) => (await world.ask(text, change)).cache.result;

describe('an answer from the cache', () => {
  it('is the answer that was computed, under an id and a walk of its own', async () => {
    const first = await world.ask(QUESTION);
    const again = await world.ask(`  ${QUESTION.toLowerCase()}`, { sessionId: 's' });
    expect(again.queryId).not.toBe(first.queryId);
    expect(stagesOf(again)).toEqual(['understand', 'cache']);
    expect(again.cache).toMatchObject({ result: 'exact', matchedQuery: QUESTION });
    expect(again.cache.ageMs).toBeGreaterThanOrEqual(0);
    for (const field of ['response', 'sources', 'citations', 'confidence', 'routing', 'toolUsed', 'insights'] as const)
      expect(again[field]).toEqual(first[field]);
    expect(again.timestampMs).toBeGreaterThanOrEqual(first.timestampMs);
  });

  it('is remembered like any other, and explains its sources', async () => {
    await world.ask(QUESTION);
    const again = await world.ask(QUESTION);
    await world.queries.settled();
    expect(await world.past.answer(ASKER.tenant, again.queryId)).toMatchObject({ response: again.response });
    const { trace } = await world.past.trace(ASKER.tenant, again.queryId);
    expect(trace.selected).toEqual(again.sources.map(({ chunk }) => chunk));
    const [row] = await world.past.list(ASKER.tenant, ALL_HISTORY, { limit: 1, after: null });
    expect(row).toMatchObject({ queryId: again.queryId, cacheHit: true });
  });

  it('obeys what the request says of the cache', async () => {
    await expect(world.ask(QUESTION, { cache: 'only' })).rejects.toMatchObject({ code: 'QUERY_CACHE_ONLY_MISS' });
    expect(await resultOf(QUESTION, { cache: 'bypass' })).toBe('miss');
    expect(await resultOf()).toBe('miss');
    expect(await resultOf(QUESTION, { cache: 'bypass' })).toBe('miss');
    expect(await resultOf(QUESTION, { cache: 'refresh' })).toBe('miss');
    expect(await resultOf(QUESTION, { cache: 'only' })).toBe('exact');
    expect(world.ports.answers.statistics.entries).toBe(1);
  });

  it.each([
    [{ pattern: 'bare' }],
    [{ backend: 'lexical' }],
    [{ topK: 1 }],
    [{ tool: 'search' }],
    [{ minConfidence: 0.99 }],
    [{ filter: { op: 'eq', field: 'tags', value: 'england' } }],
    [{ collection: 'other' }],
  ] as const)('is not given to a request that differs in %j', async (change) => {
    await world.ask(QUESTION);
    expect(await resultOf(QUESTION, change)).toBe('miss');
  });

  it('is not given to another tenant', async () => {
    await world.ask(QUESTION);
    const stranger = { ...ASKER, tenant: 'stranger' };
    const answer = await world.queries.run(queryRequest(QUESTION), stranger, AbortSignal.timeout(5_000));
    expect(answer).toMatchObject({ answered: false, cache: { result: 'miss' } });
  });

  it.each([
    ['deleted', () => world.ingests.deleteDocument(ASKER.tenant, 'eddystone')],
    ['disabled', () => world.ingests.patchDocument(ASKER.tenant, 'eddystone', { enabled: false })],
    [
      'changed',
      () => world.add([{ id: 'eddystone', text: 'The fourth Eddystone lighthouse was designed by Ada Quill.' }]),
    ],
    ['added', () => world.add([{ id: 'new', text: 'Something else entirely.' }])],
  ] as const)('ends when a document is %s', async (_what, change) => {
    await world.ask(QUESTION);
    await change();
    const after = await world.ask(QUESTION);
    expect(after.cache).toMatchObject({ result: 'miss', reason: 'documents changed since this question was answered' });
    const fresh = await world.ask(QUESTION, { cache: 'bypass' });
    expect(after.response).toBe(fresh.response);
    expect(after.sources).toEqual(fresh.sources);
  });

  it('outlives a change in another collection', async () => {
    await world.ask(QUESTION);
    await world.add([{ id: 'new', text: 'Something else entirely.', collection: 'other' }]);
    expect(await resultOf()).toBe('exact');
  });

  it('is not kept when a part of the walk was left out', async () => {
    const answer = await world.ask(QUESTION, { maxLatencyMs: 0.000_1 });
    expect(answer.degraded.length).toBeGreaterThan(0);
    expect(world.ports.answers.statistics.entries).toBe(0);
  });

  it('is forgotten with the history', async () => {
    await world.ask(QUESTION);
    await world.past.clear(ASKER.tenant, ALL_HISTORY);
    expect(await resultOf()).toBe('miss');
  });
});

describe('a question that nobody asked yet', () => {
  it('leaves an answer on probation and no other trace', async () => {
    await world.ask(QUESTION, { purpose: 'prefetch', sessionId: 's' });
    await world.ask(QUESTION, { purpose: 'prefetch', sessionId: 's' });
    await expect(world.ask(QUESTION, { purpose: 'prefetch', collection: 'x', cache: 'only' })).rejects.toThrow();
    await world.queries.settled();
    expect(world.learned.size).toBe(0);
    expect(world.ports.answers.statistics).toMatchObject({ hits: 0, entries: 0, probation: { entries: 1 } });
    const asked = await world.ask(QUESTION);
    expect(asked.cache).toMatchObject({ result: 'exact', reason: expect.stringContaining('expected') });
    await world.queries.settled();
    expect(world.learned.book({ tenant: ASKER.tenant, collection: 'default' })?.find(QUESTION)?.count).toBe(1);
  });
});
