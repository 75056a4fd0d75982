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

const QUESTION = 'Who built Bell Rock?';
const create = (body: object, tenant = 'default') =>
  app.call('POST', '/api/bookmarks/create', body, { 'x-tenant': tenant });
const list = async (query = '', tenant = 'default') =>
  (await app.call('GET', `/api/bookmarks${query}`, undefined, { 'x-tenant': tenant })).body;
const names = (body: { bookmarks: { name: string }[] }) => body.bookmarks.map(({ name }) => name);
const paths = ({ body }: { body: { issues?: { path: string }[] } }) => (body.issues ?? []).map(({ path }) => path);

describe('POST /api/bookmarks/create', () => {
  it('keeps name, question, pattern and tags as one line each', async () => {
    const fields = {
      name: ' Bell  Rock ',
      query_text: ` ${QUESTION}\n`,
      pattern: 'bare',
      tags: ['towers', ' towers', 'rock'],
    };
    const { status, body } = await create(fields, 'maker');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'created',
      bookmark_id: expect.stringMatching(/^b_[0-9a-z]{26}$/),
      ...{ name: 'Bell Rock', query_text: QUESTION, pattern: 'bare', tags: ['towers', 'rock'] },
      ...{ use_count: 0, avg_confidence: null, last_used_at: null },
    });
    const { status: _status, ...bookmark } = body;
    expect(await list('', 'maker')).toEqual({ bookmarks: [bookmark], count: 1, next_cursor: null });
  });

  it('takes flat fields from the query string, tags by their repeated name', async () => {
    const { body } = await app.call('POST', '/api/bookmarks/create?name=n&query_text=q&tags=a&tags=b');
    expect(body).toMatchObject({ name: 'n', query_text: 'q', tags: ['a', 'b'], pattern: 'fast' });
  });

  it('refuses an id that is taken, with a code of its own', async () => {
    const fields = { bookmark_id: 'twice', name: 'n', query_text: 'q' };
    await create(fields);
    expect(await create(fields)).toMatchObject({ status: 409, body: { code: 'BOOKMARK_EXISTS' } });
  });

  it.each([
    [{ query_text: 'q' }, 'name'],
    [{ name: 'n' }, 'query_text'],
    [{ name: '\u200b', query_text: 'q' }, 'name'],
    [{ name: 'n', query_text: ' ' }, 'query_text'],
    [{ name: 'n', query_text: 'q'.repeat(10_001) }, 'query_text'],
    [{ name: 'n', query_text: 'q', pattern: 'slow' }, 'pattern'],
    [{ name: 'n', query_text: 'q', tags: [''] }, 'tags.0'],
    [{ name: 'n', query_text: 'q', tags: Array.from({ length: 21 }, (_, i) => `t${i}`) }, 'tags'],
    [{ name: 'n', query_text: 'q', bookmark_id: 'a b' }, 'bookmark_id'],
    [{ name: 'n', query_text: 'q', colour: 'red' }, 'colour'],
  ])('refuses %j', async (body, path) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(paths(answer)).toContain(path);
  });
});

describe('POST /api/bookmarks/{id}/execute', () => {
  it('asks the question in the pattern of the bookmark, or in another', async () => {
    await create({ bookmark_id: 'bell', name: 'n', query_text: QUESTION, pattern: 'bare' });
    const saved = await app.call('POST', '/api/bookmarks/bell/execute');
    expect(saved.body).toMatchObject({ query_text: QUESTION, pattern_used: 'bare' });
    expect((await app.call('POST', '/api/bookmarks/bell/execute', { pattern: 'fused' })).body.pattern_used).toBe(
      'fused',
    );
  });

  it('counts every use of many at once, and keeps their mean', async () => {
    await create({ bookmark_id: 'busy', name: 'n', query_text: QUESTION }, 'counter');
    const patterns = Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 'bare' : 'fused'));
    const answers = await Promise.all(
      patterns.map((pattern) =>
        app.call('POST', '/api/bookmarks/busy/execute', { pattern }, { 'x-tenant': 'counter' }),
      ),
    );
    const confidences = answers.map(({ body }) => Number(body.confidence));
    const [bookmark] = (await list('', 'counter')).bookmarks;
    expect(bookmark).toMatchObject({ use_count: 24, last_used_at: expect.any(String) });
    expect(bookmark.avg_confidence).toBeCloseTo(confidences.reduce((sum, each) => sum + each, 0) / 24, 12);
  });

  it('does not count what could not be asked', async () => {
    await create({ bookmark_id: 'fails', name: 'n', query_text: QUESTION }, 'failing');
    const failed = await app.call('POST', '/api/bookmarks/fails/execute', { cache: 'only' }, { 'x-tenant': 'failing' });
    expect(failed.status).toBe(404);
    expect((await list('', 'failing')).bookmarks[0].use_count).toBe(0);
  });

  it('refuses a text beside the saved one', async () => {
    await create({ bookmark_id: 'text', name: 'n', query_text: QUESTION });
    expect(paths(await app.call('POST', '/api/bookmarks/text/execute', { text: 'another' }))).toEqual(['text']);
  });
});

describe('GET /api/bookmarks', () => {
  const tenant = 'lister';

  beforeAll(async () => {
    const saved = [
      { bookmark_id: 'b1', name: 'Größe', query_text: 'How high is Fastnet?', tags: ['height', 'ireland'] },
      { bookmark_id: 'b2', name: 'Builder', query_text: QUESTION, tags: ['people'] },
      { bookmark_id: 'b3', name: 'Light', query_text: 'When was Fastnet lit?', tags: ['ireland'] },
    ];
    for (const fields of saved) await create(fields, tenant);
    for (const id of ['b3', 'b3', 'b2']) {
      await app.call('POST', `/api/bookmarks/${id}/execute`, {}, { 'x-tenant': tenant });
    }
  });

  it('has the most used first', async () => {
    const body = await list('', tenant);
    expect(names(body)).toEqual(['Light', 'Builder', 'Größe']);
    expect(body.bookmarks.map(({ use_count }: { use_count: number }) => use_count)).toEqual([2, 1, 0]);
  });

  it.each([
    ['?tags=ireland', ['Light', 'Größe']],
    ['?tags=ireland&tags=height', ['Größe']],
    ['?tags=nowhere', []],
    ['?query=fastnet', ['Light', 'Größe']],
    [`?query=${encodeURIComponent('GRÖSSE')}`, ['Größe']],
    ['?query=fastnet&tags=height', ['Größe']],
    ['?tags=&query=', ['Light', 'Builder', 'Größe']],
    ['?query=%25', []],
  ])('finds with %s', async (query, expected) => {
    expect(names(await list(query, tenant))).toEqual(expected);
  });

  it('pages, each once', async () => {
    const first = await list('?limit=2', tenant);
    const second = await list(`?limit=2&cursor=${first.next_cursor}`, tenant);
    expect([...names(first), ...names(second)]).toEqual(['Light', 'Builder', 'Größe']);
    expect(second.next_cursor).toBeNull();
  });

  it('is of the tenant alone', async () => {
    expect(await list('', 'stranger')).toEqual({ bookmarks: [], count: 0, next_cursor: null });
    expect((await app.call('DELETE', '/api/bookmarks/b1', undefined, { 'x-tenant': 'stranger' })).status).toBe(404);
  });

  it.each(['cursor=zzz', 'limit=201', 'tag=x'])('refuses %s', async (query) => {
    const answer = await app.call('GET', `/api/bookmarks?${query}`);
    expect(paths(answer)).toEqual([query.split('=')[0]]);
  });

  it('is rid of what was deleted', async () => {
    const headers = { 'x-tenant': tenant };
    expect((await app.call('DELETE', '/api/bookmarks/b1', undefined, headers)).body).toEqual({
      status: 'deleted',
      bookmark_id: 'b1',
    });
    expect((await app.call('POST', '/api/bookmarks/b1/execute', {}, headers)).body.code).toBe('BOOKMARK_NOT_FOUND');
    expect(names(await list('', tenant))).toEqual(['Light', 'Builder']);
  });
});
