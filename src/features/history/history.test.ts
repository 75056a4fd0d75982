import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryApp } from '../../../test/support/query-app.ts';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';

let world: QueryWorld;
let app: Awaited<ReturnType<typeof queryApp>>;

beforeAll(async () => {
  world = await openQueryWorld();
  app = await queryApp(world);
  for (const pattern of ['bare', 'fast', 'fused']) await app.ask('Who built Bell Rock?', { pattern, user_id: 'ada' });
  await app.ask('granite tower', { user_id: 'ada' });
  await app.ask('What is the melting point of tungsten carbide?', { user_id: 'eve' });
});

afterAll(async () => {
  await app.app.close();
  await world.close();
});

const texts = (body: { query_text: string }[]) => body.map(({ query_text }) => query_text);

describe('GET /api/history', () => {
  it('is a bare list, newest first, in the shape that clients rely on', async () => {
    const { status, body, headers } = await app.call('GET', '/api/history');
    expect(status).toBe(200);
    expect(body).toHaveLength(5);
    expect(body[0]).toMatchObject({ tool_used: 'answer', pattern_used: 'fast', answered: false, cache_hit: false });
    const times = body.map(({ timestamp }: { timestamp: string }) => timestamp);
    expect(times).toEqual(times.toSorted().toReversed());
    expect([headers['link'], headers['x-next-cursor']]).toEqual([undefined, undefined]);
  });

  it.each([
    ['user_id=eve', 1],
    ['pattern=bare', 1],
    ['pattern=fast&user_id=ada', 2],
    ['tool=search', 1],
    ['min_confidence=0.99999', 0],
    ['max_confidence=0', 0],
    ['min_confidence=0&max_confidence=1', 5],
    ['since=2000-01-01T00:00:00Z', 5],
    ['until=2000-01-01T00:00:00%2B02:00', 0],
    ['user_id=nobody', 0],
  ])('filters by %s', async (query, count) => {
    expect((await app.call('GET', `/api/history?${query}`)).body).toHaveLength(count);
  });

  it('pages through all of it with Link, each query once', async () => {
    const seen: string[] = [];
    let url: string | undefined = '/api/history?limit=2&user_id=ada';
    for (let page = 0; url !== undefined && page < 5; page++) {
      const { body, headers } = await app.call('GET', url);
      seen.push(...body.map(({ query_id }: { query_id: string }) => query_id));
      const link = /^<([^>]+)>; rel="next"$/.exec(String(headers['link'] ?? ''))?.[1];
      expect(link?.includes(String(headers['x-next-cursor'])) ?? false).toBe(headers['x-next-cursor'] !== undefined);
      expect(link?.startsWith('/api/history?limit=2&user_id=ada&cursor=') ?? true).toBe(true);
      url = link;
    }
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
  });

  it.each(['cursor=zzz', 'cursor=WyJkb2N1bWVudHMiLHt9XQ', 'limit=0', 'limit=201', 'since=yesterday', 'tool=x', 'a=b'])(
    'refuses %s',
    async (query) => {
      const { status, body } = await app.call('GET', `/api/history?${query}`);
      expect(status).toBe(400);
      expect(body.issues).toMatchObject([{ path: query.split('=')[0] }]);
    },
  );

  it('shows nothing to another tenant', async () => {
    expect((await app.call('GET', '/api/history', undefined, { 'x-tenant': 'stranger' })).body).toEqual([]);
  });
});

describe('DELETE /api/history', () => {
  it('deletes what the filter names, of this tenant alone', async () => {
    const stranger = { 'x-tenant': 'stranger' };
    const nothing = await app.call('DELETE', '/api/history', undefined, stranger);
    expect(nothing.body).toEqual({ status: 'cleared', count: 0 });
    expect((await app.call('DELETE', '/api/history?pattern=fused')).body).toEqual({ status: 'cleared', count: 1 });
    expect(texts((await app.call('GET', '/api/history')).body)).toHaveLength(4);
    expect((await app.call('DELETE', '/api/history')).body).toEqual({ status: 'cleared', count: 4 });
    expect((await app.call('GET', '/api/history')).body).toEqual([]);
  });
});
