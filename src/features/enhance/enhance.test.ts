import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryApp } from '../../../test/support/query-app.ts';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';

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

const enhance = (body: object) => app.call('POST', '/api/query/enhance', body);
const paths = ({ body }: { body: { issues?: { path: string }[] } }) => (body.issues ?? []).map(({ path }) => path);

describe('POST /api/query/enhance', () => {
  it('gives the better text, each change with its reason, and what it gains', async () => {
    const { status, body } = await enhance({ text: ' who  was Robert Stevensen' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      original: 'who was Robert Stevensen',
      enhanced: 'who was Robert Stevenson?',
      enhancements: [
        { kind: 'spelling', from: 'Stevensen', to: 'Stevenson', reason: expect.any(String) },
        { kind: 'question_mark', from: '', to: '?', reason: expect.any(String) },
      ],
    });
    expect(body.improvement_score).toBeCloseTo(body.confidence.enhanced - body.confidence.original, 3);
    expect(body.alternatives).toEqual(body.alternative_details.map(({ text }: { text: string }) => text));
  });

  it('takes its fields from the query string too', async () => {
    const url = '/api/query/enhance?text=when%20was%20it%20built&context=Who%20built%20Bell%20Rock%3F';
    expect((await app.call('POST', url)).body.enhanced).toBe('when was Bell Rock built?');
  });

  it.each([
    [{}, 'text'],
    [{ text: '' }, 'text'],
    [{ text: '\u200b' }, 'text'],
    [{ text: 'a'.repeat(10_001) }, 'text'],
    [{ text: 'x', context: 'a'.repeat(10_001) }, 'context'],
    [{ text: 'x', session_id: '' }, 'session_id'],
    [{ text: 'x', collection: '../x' }, 'collection'],
    [{ text: 'x', colour: 'red' }, 'colour'],
  ])('refuses %j', async (body, path) => {
    const answer = await enhance(body);
    expect(answer.status).toBe(400);
    expect(paths(answer)).toContain(path);
  });

  it('reads the longest text there may be', async () => {
    const text = 'granit '.repeat(1_428).trim();
    expect((await enhance({ text })).status).toBe(200);
    expect((await enhance({ text: 'a'.repeat(10_000), context: ' ' })).status).toBe(200);
  });
});

describe('the dictionary', () => {
  const at = (short: string) => `/api/query/dictionary/${encodeURIComponent(short)}`;
  const headers = { 'x-tenant': 'speller' };
  const call = (method: 'GET' | 'PUT' | 'DELETE', url: string, body?: object) => app.call(method, url, body, headers);

  it('is made, replaced, listed and deleted', async () => {
    expect((await call('PUT', at('BR'), { long: ' Bell  Rock ' })).body).toEqual({
      status: 'created',
      short: 'BR',
      long: 'Bell Rock',
    });
    expect((await call('PUT', at('br'), { long: 'Bell Rock' })).body.status).toBe('replaced');
    for (const short of ['R&D', 'C++', 'ÄB']) await call('PUT', at(short), { long: `long ${short}` });
    const first = (await call('GET', '/api/query/dictionary?limit=2')).body;
    const rest = (await call('GET', `/api/query/dictionary?limit=9&cursor=${first.next_cursor}`)).body;
    expect([...first.entries, ...rest.entries].map(({ short }) => short)).toEqual(['br', 'C++', 'R&D', 'ÄB']);
    expect([first.count, rest.count, rest.next_cursor]).toEqual([2, 2, null]);
    expect((await call('DELETE', at('BR'))).body).toEqual({ status: 'deleted', short: 'BR' });
    expect(await call('DELETE', at('BR'))).toMatchObject({ status: 404, body: { code: 'ABBREVIATION_NOT_FOUND' } });
  });

  it('is used at once, by its tenant alone', async () => {
    await app.call('PUT', at('BR'), { long: 'Bell Rock' });
    expect((await enhance({ text: 'Who built BR?' })).body.enhanced).toBe('Who built Bell Rock (BR)?');
    const other = await app.call('POST', '/api/query/enhance', { text: 'Who built BR?' }, { 'x-tenant': 'stranger' });
    expect(other.body.enhanced).toBe('Who built BR?');
    await app.call('DELETE', at('br'));
    expect((await enhance({ text: 'Who built BR?' })).body.enhanced).toBe('Who built BR?');
  });

  it.each([
    ['two words', { long: 'x' }, 'short'],
    ['_x', { long: 'x' }, 'short'],
    ['x'.repeat(41), { long: 'x' }, 'short'],
    ['X', { long: ' ' }, 'long'],
    ['X', { long: 'x'.repeat(201) }, 'long'],
    ['X', {}, 'long'],
    ['X', { long: 'x', colour: 'red' }, 'colour'],
  ])('refuses %j with %j', async (short, body, path) => {
    const answer = await call('PUT', at(short), body);
    expect(answer.status).toBe(400);
    expect(paths(answer)).toContain(path);
  });
});
