import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASKER, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { manualClock } from '../../shared/clock.ts';
import type { QueryAnswer } from './query-answer.ts';
import { type QueryRequest, queryRequest } from './query-request.ts';
import { QueryService, type QueryServiceOptions } from './query-service.ts';
import type { QueryPorts } from './stage.ts';

const QUESTION = 'Who designed the fourth Eddystone lighthouse?';
let world: QueryWorld;

beforeAll(async () => {
  world = await openQueryWorld();
});

afterAll(() => world.close());

type Told = { readonly answered: QueryAnswer[]; readonly failed: { error: unknown; request: QueryRequest }[] };

/** A service over the same documents with a part or two exchanged, and what its observer was told. */
function service(change: Partial<QueryPorts> = {}, keepHistory: QueryServiceOptions['keepHistory'] = false) {
  const told: Told = { answered: [], failed: [] };
  const observer = {
    answered: (answer: QueryAnswer) => told.answered.push(answer),
    failed: (error: unknown, request: QueryRequest) => told.failed.push({ error, request }),
  };
  return { told, queries: new QueryService({ ...world.ports, ...change }, { observer, keepHistory, listeners: [] }) };
}

/** An embedder that takes so many milliseconds of a clock that stands still otherwise. */
function slowEmbedding(ms: number): Pick<QueryPorts, 'clock' | 'embedder'> {
  const clock = manualClock(1_000);
  const { embedder } = world.ports;
  const embed: typeof embedder.embed = async (texts, signal) => {
    clock.advance(ms);
    return embedder.embed(texts, signal);
  };
  return { clock, embedder: { model: embedder.model, dimensions: 384, prefixes: embedder.prefixes, embed } };
}

/** Records in which a document has no chunks for so many look-ups: what a search meets between a commit and its publication. */
function losing(id: string, times: number): QueryPorts['documents'] {
  let left = times;
  return Object.assign(Object.create(world.ports.documents), {
    async chunks(tenant: string, keys: readonly number[]) {
      const records = await world.ports.documents.chunks(tenant, keys);
      return left-- > 0 ? records.filter(({ documentId }) => documentId !== id) : records;
    },
  });
}

const stagesOf = ({ trace }: QueryAnswer) => trace.spans.map(({ name }) => name);

describe('QueryService', () => {
  it.each([
    ['bare', ['understand', 'cache', 'route', 'retrieve', 'fuse', 'select', 'answer', 'judge', 'enrich']],
    ['fast', ['understand', 'cache', 'route', 'retrieve', 'fuse', 'rerank', 'select', 'answer', 'judge', 'enrich']],
    ['fused', ['understand', 'cache', 'route', 'retrieve', 'fuse', 'rerank', 'select', 'answer', 'judge', 'enrich']],
  ] as const)('walks the stages of %s in order, and the trace is their record', async (pattern, stages) => {
    const answer = await world.ask(QUESTION, { pattern });
    expect(stagesOf(answer)).toEqual(stages);
    expect(answer).toMatchObject({ patternUsed: pattern, answered: true, degraded: [] });
    expect(answer.response).toContain('James Douglass');
    const ends = answer.trace.spans.map(({ startMs, durationMs }) => startMs + durationMs);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    expect(answer.durationMs).toBeGreaterThanOrEqual(ends.at(-1) ?? Number.POSITIVE_INFINITY);
  });

  it('leaves optional stages out when max_latency_ms is used up, and names them', async () => {
    const { queries } = service(slowEmbedding(50));
    const answer = await queries.run(queryRequest(QUESTION, { maxLatencyMs: 50 }), ASKER, AbortSignal.timeout(5_000));
    expect(stagesOf(answer)).not.toContain('rerank');
    expect(answer.degraded).toEqual(['rerank: max_latency_ms was used up', 'enrich: max_latency_ms was used up']);
    expect(answer).toMatchObject({ answered: true, durationMs: 50, timestampMs: 1_000 });
  });

  it('takes every stage while there is time left', async () => {
    const { queries } = service(slowEmbedding(50));
    const answer = await queries.run(queryRequest(QUESTION, { maxLatencyMs: 51 }), ASKER, AbortSignal.timeout(5_000));
    expect(stagesOf(answer)).toContain('rerank');
    expect(answer.degraded).toEqual([]);
  });

  it('stops before the next stage when the signal aborts, with the reason of the signal', async () => {
    const leaving = new AbortController();
    const reason = new Error('the caller left');
    const { embedder } = world.ports;
    const searched: string[] = [];
    const { queries, told } = service({
      embedder: {
        model: embedder.model,
        dimensions: embedder.dimensions,
        prefixes: embedder.prefixes,
        async embed(texts, signal) {
          leaving.abort(reason);
          return embedder.embed(texts, signal === leaving.signal ? undefined : signal);
        },
      },
      lexical: Object.assign(Object.create(world.ports.lexical), { search: async () => searched.push('lexical') }),
    });
    await expect(queries.run(queryRequest(QUESTION), ASKER, leaving.signal)).rejects.toBe(reason);
    expect(searched).toEqual([]);
    expect(told).toMatchObject({ answered: [], failed: [{ error: reason, request: { text: QUESTION } }] });
  });

  it('does nothing for a caller who has left already', async () => {
    const { queries } = service();
    await expect(queries.run(queryRequest(QUESTION), ASKER, AbortSignal.abort('gone'))).rejects.toBe('gone');
  });

  it('tells the observer of every answer and every failure, once', async () => {
    const { queries, told } = service();
    const answer = await queries.run(queryRequest(QUESTION), ASKER, AbortSignal.timeout(5_000));
    expect(told.answered).toEqual([answer]);
    const only = queryRequest(QUESTION, { cache: 'only' });
    await expect(queries.run(only, ASKER, AbortSignal.timeout(5_000))).rejects.toMatchObject({
      code: 'QUERY_CACHE_ONLY_MISS',
    });
    expect(told.answered).toHaveLength(1);
    expect(told.failed).toMatchObject([{ error: { code: 'QUERY_CACHE_ONLY_MISS' }, request: only }]);
  });

  it('hands on what an index says went wrong', async () => {
    const broken = new Error('the index does not answer');
    const lexical = Object.assign(Object.create(world.ports.lexical), { search: () => Promise.reject(broken) });
    const { queries, told } = service({ lexical });
    await expect(queries.run(queryRequest(QUESTION), ASKER, AbortSignal.timeout(5_000))).rejects.toBe(broken);
    expect(told.failed).toMatchObject([{ error: broken }]);
  });

  it('remembers answers when history is kept, and only then', async () => {
    const kept = service({}, true);
    const remembered = await kept.queries.run(queryRequest(QUESTION), ASKER, AbortSignal.timeout(5_000));
    await kept.queries.settled();
    expect(await world.past.answer(ASKER.tenant, remembered.queryId)).toMatchObject({ response: remembered.response });
    const { queries } = service();
    const forgotten = await queries.run(queryRequest(QUESTION), ASKER, AbortSignal.timeout(5_000));
    await queries.settled();
    await expect(world.past.answer(ASKER.tenant, forgotten.queryId)).rejects.toMatchObject({ code: 'QUERY_NOT_FOUND' });
  });

  it.each([1, 2, 4])('searches again when a document was replaced while it was read, %i times', async (times) => {
    const sleeps: number[] = [];
    const scheduler = { ...world.ports.scheduler, sleep: async (ms: number) => void sleeps.push(ms) };
    const { queries } = service({ documents: losing('eddystone', times), scheduler });
    const answer = await queries.run(queryRequest(QUESTION), ASKER, AbortSignal.timeout(5_000));
    expect(answer).toMatchObject({ answered: true, degraded: [] });
    expect(answer.response).toContain('James Douglass');
    expect(sleeps).toEqual([0, 2, 8, 32].slice(0, times));
    expect(stagesOf(answer).filter((name) => name === 'retrieve')).toHaveLength(times + 1);
    expect(stagesOf(answer).filter((name) => name === 'answer')).toHaveLength(1);
  });

  it('names it when a document went on being replaced, and answers from the rest', async () => {
    const scheduler = { ...world.ports.scheduler, sleep: async () => undefined };
    const { queries } = service({ documents: losing('eddystone', 100), scheduler });
    const answer = await queries.run(queryRequest(QUESTION), ASKER, AbortSignal.timeout(5_000));
    expect(answer.degraded).toEqual(['select: a document was replaced while it was read']);
    expect(answer.sources.map(({ documentId }) => documentId)).not.toContain('eddystone');
  });

  it('answers nothing to another tenant', async () => {
    const { queries } = service();
    const stranger = { ...ASKER, tenant: 'stranger' };
    const answer = await queries.run(queryRequest(QUESTION), stranger, AbortSignal.timeout(5_000));
    expect(answer).toMatchObject({ answered: false, sources: [] });
  });

  it('gives every answer an id of its own', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.ask(QUESTION)));
    expect(new Set(answers.map(({ queryId }) => queryId)).size).toBe(20);
    expect(new Set(answers.map(({ response }) => response)).size).toBe(1);
  });
});
