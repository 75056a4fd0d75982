import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryApp } from '../../../test/support/query-app.ts';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { chunkSchema } from '../../http/kit/stream-schema.ts';

let world: QueryWorld;
let app: Awaited<ReturnType<typeof queryApp>>;

beforeAll(async () => {
  world = await openQueryWorld();
  app = await queryApp(world);
});

afterAll(async () => {
  await app.app.close();
  await world.close();
});

describe('POST /api/query', () => {
  it('answers and puts the id and the confidence into its log line', async () => {
    const body = await app.ask('Who built Bell Rock?');
    expect(body).toMatchObject({ answered: true, query_text: 'Who built Bell Rock?', pattern_used: 'fast' });
    const line = app.lines.find((entry) => entry.includes(body.query_id));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ confidence: body.confidence, cache_hit: false });
  });

  it.each([
    [{ cache: 'only' }, 404, 'QUERY_CACHE_ONLY_MISS'],
    [{ filters: { and: [] } }, 400, 'QUERY_FILTER_INVALID'],
    [{ stream: 'yes' }, 400, 'REQUEST_INVALID'],
  ])('says what it cannot do: %j', async (fields, status, code) => {
    const answer = await app.call('POST', '/api/query', { text: 'granite tower', ...fields });
    expect(answer).toMatchObject({ status, body: { code, status } });
  });

  it('names the place inside the filter', async () => {
    const { body } = await app.call('POST', '/api/query', { text: 'x', filters: { year: { gte: [1] } } });
    expect(body.issues).toMatchObject([{ path: 'filters.year.gte' }]);
  });
});

describe('POST /api/query as a stream', () => {
  const stream = async (fields: object, headers = {}) => {
    const answer = await app.call('POST', '/api/query', { stream: true, ...fields }, headers);
    const events = String(answer.body)
      .split('\n\n')
      .filter((event) => event !== '')
      .map((event) => /^id: (\d+)\nevent: (\w+)\ndata: (.+)$/.exec(event) ?? []);
    const chunks = events.map(([, , , data]) => chunkSchema.parse(JSON.parse(data ?? '')));
    return { ...answer, events, chunks };
  };

  it('sends events that are its chunks, the whole answer last', async () => {
    const { status, headers, events, chunks } = await stream({ text: 'Who built Bell Rock?' });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(events.map(([, id, name]) => [Number(id), name])).toEqual(
      chunks.map(({ seq, chunk_type }) => [seq, chunk_type]),
    );
    expect(chunks.map(({ seq }) => seq)).toEqual(chunks.map((_, i) => i));
    const last = chunks.at(-1);
    if (last?.chunk_type !== 'complete') throw new Error('not complete');
    expect(last.metadata.answer).toMatchObject({ answered: true, query_text: 'Who built Bell Rock?' });
    const pieces = chunks.filter((chunk) => chunk.chunk_type === 'response').map(({ content }) => content);
    expect(pieces.join('')).toBe(last.metadata.answer.response);
    const line = app.lines.find((entry) => entry.includes(last.metadata.answer.query_id));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ status: 200, confidence: last.metadata.answer.confidence });
  });

  it('is not compressed, which would hold chunks back', async () => {
    const { headers } = await stream({ text: 'granite tower' }, { 'accept-encoding': 'gzip, br' });
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('answers bad input as without a stream, and what fails later with a last chunk', async () => {
    const refused = await app.call('POST', '/api/query', { text: ' ', stream: true });
    expect(refused).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    const { status, chunks } = await stream({ text: 'granite tower', cache: 'only' });
    expect(status).toBe(200);
    expect(chunks.at(-1)).toMatchObject({
      chunk_type: 'error',
      metadata: { problem: { code: 'QUERY_CACHE_ONLY_MISS' } },
    });
  });
});

describe('POST /api/query/batch', () => {
  it('lets others be served between its questions', async () => {
    const queries = Array.from({ length: 64 }, (_, i) => `Who built Bell Rock, ${i}?`);
    const ended: string[] = [];
    const batch = app.call('POST', '/api/query/batch', { queries }).then(() => ended.push('batch'));
    const other = app.ask('Who built Bell Rock?').then(() => ended.push('other'));
    await Promise.all([batch, other]);
    expect(ended).toEqual(['other', 'batch']);
  });

  it('answers in order, each with the status it would have had alone', async () => {
    const queries = [
      'Who built Bell Rock?',
      { text: '\u200b' },
      { text: 'granite tower', cache: 'only' },
      { text: 'granite tower', include_trace: false, colour: 'red' },
      { text: 'granite tower', include_trace: false, include_sources: false },
    ];
    const { status, body } = await app.call('POST', '/api/query/batch', { queries });
    expect(status).toBe(200);
    expect(body.count).toBe(5);
    expect(body.results.map((result: { status: number }) => result.status)).toEqual([200, 400, 404, 400, 200]);
    expect(body.results[0].answer.response).toContain('Robert Stevenson');
    expect(body.results[1].error).toMatchObject({ code: 'REQUEST_INVALID', issues: [{ path: 'text' }] });
    expect(body.results[2].error).toMatchObject({ code: 'QUERY_CACHE_ONLY_MISS', status: 404 });
    expect(body.results[2].answer).toBeNull();
    expect(body.results[3].error).toMatchObject({
      issues: [{ path: 'colour' }],
      instance: '/api/query/batch#queries.3',
    });
    expect(body.results[4].answer).toMatchObject({ trace: null, sources: [] });
    const spent = body.results[0].answer.duration_ms + body.results[4].answer.duration_ms;
    expect(body.duration_ms).toBeCloseTo(spent, 6);
  });

  it.each([
    [{ queries: [] }, 'queries'],
    [{ queries: [7] }, 'queries.0'],
    [{ queries: 'x' }, 'queries'],
    [{}, 'queries'],
    [{ queries: ['x'], pattern: 'bare' }, 'pattern'],
    [{ queries: Array.from({ length: 65 }, () => 'x') }, 'queries'],
  ])('refuses %j', async (body, path) => {
    const answer = await app.call('POST', '/api/query/batch', body);
    expect(answer.status).toBe(400);
    expect(answer.body.issues).toMatchObject([{ path }]);
  });
});
