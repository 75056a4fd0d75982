import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryApp } from '../../../test/support/query-app.ts';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { CodedError } from '../../shared/errors.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { chainsFeature } from './routes.ts';

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

const create = (body: object, tenant = 'default') =>
  app.call('POST', '/api/query/chains/create', body, { 'x-tenant': tenant });
const run = (body: object, tenant = 'default') => app.call('POST', '/api/query/chain', body, { 'x-tenant': tenant });
const remove = (id: string) => app.call('DELETE', `/api/query/chains/${encodeURIComponent(id)}`);
const paths = ({ body }: { body: { issues?: { path: string }[] } }) => (body.issues ?? []).map(({ path }) => path);

describe('POST /api/query/chains/create', () => {
  it('counts the steps and names the parameters of a run, those of chains within it too', async () => {
    await create({ chain_id: 'inner', queries: ['About {x}', '{previous_response}'] });
    const { status, body } = await create({ chain_id: 'outer', queries: ['What is {y}?', 'chain:inner'] });
    expect(status).toBe(200);
    expect(body).toEqual({ status: 'created', chain_id: 'outer', query_count: 2, placeholders: ['y', 'x'] });
  });

  it('makes an id when none is given, and takes the steps from the query string', async () => {
    const { body } = await app.call('POST', '/api/query/chains/create?queries=one&queries=two');
    expect(body).toMatchObject({ chain_id: expect.stringMatching(/^ch_[0-9a-z]{26}$/), query_count: 2 });
  });

  it.each([
    [{ chain_id: 'exploration', queries: ['a'] }, 409, 'CHAIN_BUILT_IN'],
    [{ chain_id: 'inner', queries: ['a'] }, 409, 'CHAIN_EXISTS'],
    [{ chain_id: 'self', queries: ['a', 'chain:self'] }, 400, 'CHAIN_CYCLE'],
    [{ chain_id: 'lost', queries: ['chain:nobody'] }, 400, 'CHAIN_STEP_UNKNOWN'],
    [{ chain_id: 'long', queries: Array.from({ length: 32 }, () => 'chain:exploration') }, 400, 'CHAIN_TOO_LONG'],
    [{ chain_id: 'many', queries: Array.from({ length: 10_000 }, () => 'a') }, 400, 'REQUEST_INVALID'],
  ])('refuses with a clear reason', async (body, status, code) => {
    expect(await create(body)).toMatchObject({ status, body: { code } });
    if (code !== 'CHAIN_EXISTS' && code !== 'CHAIN_BUILT_IN')
      expect(await run({ chain_id: body.chain_id })).toMatchObject({ status: 404, body: { code: 'CHAIN_NOT_FOUND' } });
  });

  it.each([
    [{ queries: [] }, 'queries'],
    [{ queries: 'a' }, 'queries'],
    [{}, 'queries'],
    [{ queries: ['a', ' '] }, 'queries.1'],
    [{ queries: ['a', 'b { c'] }, 'queries.1'],
    [{ queries: ['x'.repeat(10_001)] }, 'queries.0'],
    [{ queries: ['a'], chain_id: 'a b' }, 'chain_id'],
    [{ queries: ['a'], colour: 'red' }, 'colour'],
  ])('names what is wrong in %j', async (body, path) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(paths(answer)).toEqual([path]);
  });

  it('sees a circle that closes when a chain is made anew, and one that closed behind its back', async () => {
    await create({ chain_id: 'b', queries: ['x'] });
    await create({ chain_id: 'a', queries: ['chain:b'] });
    await remove('b');
    expect(await run({ chain_id: 'a' })).toMatchObject({ status: 400, body: { code: 'CHAIN_STEP_UNKNOWN' } });
    expect(await create({ chain_id: 'b', queries: ['chain:a'] })).toMatchObject({
      status: 400,
      body: { code: 'CHAIN_CYCLE' },
    });
    const behind = { tenant: 'default', kind: 'chain', itemId: 'b', rank: 0, label: '', tags: [] };
    await world.saved.create({ ...behind, body: JSON.stringify({ queries: ['chain:a'] }) }, { itemsMax: 99, nowMs: 1 });
    const circle = await run({ chain_id: 'a' });
    expect(circle).toMatchObject({
      status: 400,
      body: { code: 'CHAIN_CYCLE', detail: expect.stringContaining('a → b → a') },
    });
  });
});

describe('POST /api/query/chain', () => {
  it('asks the steps of a built-in chain in their order', async () => {
    const { status, body } = await run({
      chain_id: 'exploration',
      params: { topic: 'the Bell Rock lighthouse' },
      pattern: 'bare',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ chain_id: 'exploration', queries_executed: 3, failed_step: null, error: null });
    expect(
      body.results.map(({ query_text, step, pattern_used }: Record<string, unknown>) => [
        query_text,
        step,
        pattern_used,
      ]),
    ).toEqual([
      ['What is the Bell Rock lighthouse?', 1, 'bare'],
      ['How does the Bell Rock lighthouse work?', 2, 'bare'],
      ['What is an example of the Bell Rock lighthouse?', 3, 'bare'],
    ]);
    expect(body.total_duration_ms).toBeGreaterThan(0);
  });

  it('carries a response into the next question, also into a chain within it', async () => {
    await create({ chain_id: 'tell', queries: ['Tell more: {previous_response}'] });
    await create({ chain_id: 'carry', queries: ['Who built {tower}?', 'chain:tell'] });
    const { body } = await run({
      chain_id: 'carry',
      params: { tower: 'Bell Rock' },
      include_trace: false,
      include_sources: false,
    });
    const [first, second] = body.results;
    expect(second.query_text).toBe(
      `Tell more: ${String(first.response)
        .replace(/\s?\[\d+\]/g, '')
        .replace(/\s+/g, ' ')}`,
    );
    expect(second).toMatchObject({
      step: 2,
      step_chain_id: 'tell',
      previous_response_cut: false,
      trace: null,
      sources: [],
    });
  });

  it('stops at a step that fails, keeps what is done, and says what failed', async () => {
    let asked = 0;
    const fragile: QueryWorld['queries'] = Object.create(world.queries, {
      run: {
        value: (...input: Parameters<QueryWorld['queries']['run']>) => {
          asked++;
          if (asked === 2) return Promise.reject(new CodedError('QUERY_BACKEND_UNAVAILABLE', 'The index is gone.'));
          return world.queries.run(...input);
        },
      },
    });
    const feature = chainsFeature({ ...world.ports, saved: world.saved, queries: fragile, timeoutMs: 1_000 });
    const { app: alone } = await testApp({ features: [feature] });
    const payload = { chain_id: 'exploration', params: { topic: 'granite' } };
    const answer = await alone.inject({ method: 'POST', url: '/api/query/chain', payload });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      queries_executed: 1,
      results: [{ query_text: 'What is granite?' }],
      failed_step: 2,
      error: { code: 'QUERY_BACKEND_UNAVAILABLE', status: 503, instance: '/api/query/chain#steps.2' },
    });
    expect(asked).toBe(2);
    await alone.close();
  });

  it('gives what was answered when its time is up', async () => {
    const scheduler = manualScheduler();
    let asked = 0;
    const slow: QueryWorld['queries'] = Object.create(world.queries, {
      run: {
        value: (...input: Parameters<QueryWorld['queries']['run']>) => {
          asked++;
          if (asked < 3) return world.queries.run(...input);
          scheduler.advance(1_000);
          return Promise.resolve().then(() => input[2].throwIfAborted());
        },
      },
    });
    const feature = chainsFeature({ ...world.ports, scheduler, saved: world.saved, queries: slow, timeoutMs: 1_000 });
    const { app: alone } = await testApp({ features: [feature] });
    const payload = { chain_id: 'deep_dive', params: { topic: 'granite' } };
    const { statusCode, json } = await alone.inject({ method: 'POST', url: '/api/query/chain', payload });
    expect(statusCode).toBe(200);
    expect(json()).toMatchObject({ queries_executed: 2, failed_step: 3, error: { code: 'REQUEST_TIMEOUT' } });
    expect(scheduler.sleeping).toBe(0);
    await alone.close();
  });

  it('names missing and unknown parameters before anything is asked', async () => {
    const answer = await run({ chain_id: 'exploration', params: { subject: 'x' } }, 'quiet');
    expect(answer.status).toBe(400);
    expect(paths(answer)).toEqual(['params.topic', 'params.subject']);
    await world.queries.settled();
    expect((await app.call('GET', '/api/history', undefined, { 'x-tenant': 'quiet' })).body).toEqual([]);
  });

  it.each([
    [{ chain_id: 'exploration', params: { topic: 'x'.repeat(10_000) } }, 'TEMPLATE_EXPANSION_TOO_LONG'],
    [{ chain_id: 'exploration', params: { topic: 'x' }, filters: { and: [] } }, 'QUERY_FILTER_INVALID'],
    [{ chain_id: 'exploration', params: { topic: ['x'] } }, 'REQUEST_INVALID'],
    [{ chain_id: 'exploration', params: { topic: 'x' }, text: 'y' }, 'REQUEST_INVALID'],
    [{ params: {} }, 'REQUEST_INVALID'],
  ])('refuses %#', async (body, code) => {
    expect(await run(body)).toMatchObject({ status: 400, body: { code } });
  });

  it('is the same 404 for an unknown chain and for one of another tenant', async () => {
    await create({ chain_id: 'mine', queries: ['a'] });
    const [theirs, unknown] = [
      await run({ chain_id: 'mine' }, 'stranger'),
      await run({ chain_id: 'none' }, 'stranger'),
    ];
    const plain = ({ body: { request_id: _id, ...body } }: typeof theirs) =>
      JSON.stringify(body).replaceAll(/mine|none/g, 'ID');
    expect(theirs).toMatchObject({ status: 404, body: { code: 'CHAIN_NOT_FOUND' } });
    expect(plain(theirs)).toBe(plain(unknown));
  });

  it('runs no chain of another tenant as a step', async () => {
    const answer = await create({ chain_id: 'theft', queries: ['chain:mine'] }, 'stranger');
    expect(answer).toMatchObject({ status: 400, body: { code: 'CHAIN_STEP_UNKNOWN' } });
  });
});

describe('GET and DELETE /api/query/chains', () => {
  it('lists the built-in chains first, then the own by id, page by page', async () => {
    for (const chain_id of ['z', 'a', 'm']) await create({ chain_id, queries: [`about ${chain_id}`] }, 'lister');
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 9; page++) {
      const { body } = await app.call('GET', `/api/query/chains?limit=2${cursor}`, undefined, { 'x-tenant': 'lister' });
      expect(Object.keys(body.chains)).toHaveLength(body.count);
      seen.push(...body.items.map(({ chain_id }: { chain_id: string }) => chain_id));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(seen).toEqual(['exploration', 'deep_dive', 'a', 'm', 'z']);
    const { body } = await app.call('GET', '/api/query/chains', undefined, { 'x-tenant': 'lister' });
    expect(body.chains).toMatchObject({
      m: ['about m'],
      exploration: ['What is {topic}?', expect.any(String), expect.any(String)],
    });
    expect(body.items[0]).toMatchObject({ built_in: true, created_at: null });
    expect(body).toMatchObject({ count: 5, next_cursor: null });
  });

  it('deletes once, and never what is built in', async () => {
    await create({ chain_id: 'gone', queries: ['a'] });
    expect((await remove('gone')).body).toEqual({ status: 'deleted', chain_id: 'gone' });
    expect(await remove('gone')).toMatchObject({ status: 404, body: { code: 'CHAIN_NOT_FOUND' } });
    expect(await remove('deep_dive')).toMatchObject({ status: 409, body: { code: 'CHAIN_BUILT_IN' } });
  });

  it.each(['limit=0', 'cursor=zzz', 'a=b'])('refuses %s', async (query) => {
    expect(paths(await app.call('GET', `/api/query/chains?${query}`))).toEqual([query.split('=')[0]]);
  });
});
