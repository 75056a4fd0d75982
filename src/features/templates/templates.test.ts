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

const create = (body: object) => app.call('POST', '/api/templates/create', body);
const execute = (id: string, body: object, headers = {}) =>
  app.call('POST', `/api/templates/${encodeURIComponent(id)}/execute`, body, headers);
const paths = ({ body }: { body: { issues?: { path: string }[] } }) => (body.issues ?? []).map(({ path }) => path);

describe('POST /api/templates/create', () => {
  it('keeps the text in its normal form and names its placeholders', async () => {
    const { status, body } = await create({ template_id: 'who', template: ' Who   built {tower}, and {when}? ' });
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'created',
      template_id: 'who',
      template: 'Who built {tower}, and {when}?',
      placeholders: ['tower', 'when'],
    });
  });

  it('makes an id when none is given, and takes flat fields from the query string', async () => {
    const { status, body } = await app.call('POST', '/api/templates/create?template=What%20is%20%7Bx%7D%3F');
    expect(status).toBe(200);
    expect(body).toMatchObject({ template_id: expect.stringMatching(/^t_[0-9a-z]{26}$/), placeholders: ['x'] });
  });

  it('refuses an id that is taken, with a code of its own', async () => {
    await create({ template_id: 'twice', template: 'a' });
    expect(await create({ template_id: 'twice', template: 'b' })).toMatchObject({
      status: 409,
      body: { code: 'TEMPLATE_EXISTS' },
    });
  });

  it.each([
    [{ template: 'a { b' }, 'template'],
    [{ template: ' \u200b' }, 'template'],
    [{ template: 'x'.repeat(10_001) }, 'template'],
    [{ template: 'a', defaults: { b: 'x' } }, 'defaults.b'],
    [{ template: '{a}', defaults: { a: ['x'] } }, 'defaults.a'],
    [{ template: 'a', template_id: 'no spaces' }, 'template_id'],
    [{ template: 'a', template_id: '__proto__' }, 'template_id'],
    [{ template: 'a', description: '' }, 'description'],
    [{}, 'template'],
    [{ template: 'a', colour: 'red' }, 'colour'],
  ])('refuses %j', async (body, path) => {
    const answer = await create(body);
    expect(answer.status).toBe(400);
    expect(paths(answer)).toEqual([path]);
  });
});

describe('POST /api/templates/{id}/execute', () => {
  it('asks the filled-in text, in the way it is told', async () => {
    await create({ template_id: 'built', template: 'Who built {tower}?' });
    const { status, body } = await execute('built', {
      params: { tower: 'Bell Rock' },
      pattern: 'bare',
      include_trace: false,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ query_text: 'Who built Bell Rock?', pattern_used: 'bare', trace: null });
    expect(body.response).toContain('Robert Stevenson');
  });

  it('takes defaults for what is left out, and an execution without a body', async () => {
    await create({ template_id: 'preset', template: 'Who built {tower}?', defaults: { tower: 'Bell Rock' } });
    expect((await app.call('POST', '/api/templates/preset/execute')).body.query_text).toBe('Who built Bell Rock?');
    expect((await execute('preset', { params: { tower: 'Eddystone' } })).body.query_text).toBe('Who built Eddystone?');
  });

  it('never looks into a value', async () => {
    await create({ template_id: 'plain', template: 'What of {a} and {b}?' });
    const { body } = await execute('plain', { params: { a: '{b} $& {{x}}', b: 'y' } });
    expect(body.query_text).toBe('What of {b} $& {{x}} and y?');
  });

  it('names every missing and every unknown parameter in one refusal', async () => {
    await create({ template_id: 'names', template: '{a} {b}' });
    const answer = await execute('names', { params: { b: 'x', c: 'y' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } });
    expect(paths(answer)).toEqual(['params.a', 'params.c']);
  });

  it('refuses what grows over the limit of a question', async () => {
    await create({ template_id: 'grows', template: '{a}'.repeat(100) });
    const answer = await execute('grows', { params: { a: 'x'.repeat(101) } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'TEMPLATE_EXPANSION_TOO_LONG' } });
    expect(answer.body.detail).toContain('10100');
  });

  it('is the same 404 for an unknown template and for one of another tenant', async () => {
    await create({ template_id: 'mine', template: 'a' });
    const theirs = await execute('mine', {}, { 'x-tenant': 'stranger' });
    const unknown = await execute('none', {}, { 'x-tenant': 'stranger' });
    const plain = ({ body: { request_id: _id, ...body } }: typeof theirs) =>
      JSON.stringify(body).replaceAll(/mine|none/g, 'ID');
    expect(theirs.body.code).toBe('TEMPLATE_NOT_FOUND');
    expect(plain(theirs)).toBe(plain(unknown));
  });
});

describe('GET and DELETE /api/templates', () => {
  const headers = { 'x-tenant': 'lister' };

  it('lists by id, page by page, each once', async () => {
    for (const id of ['c', 'a', 'b/1']) {
      await app.call('POST', '/api/templates/create', { template_id: id, template: `about ${id} {x}` }, headers);
    }
    const first = await app.call('GET', '/api/templates?limit=2', undefined, headers);
    expect(first.body).toMatchObject({ templates: { a: 'about a {x}', 'b/1': 'about b/1 {x}' }, count: 2 });
    expect(first.body.items[0]).toMatchObject({
      template_id: 'a',
      placeholders: ['x'],
      defaults: {},
      description: null,
    });
    const second = await app.call('GET', `/api/templates?limit=2&cursor=${first.body.next_cursor}`, undefined, headers);
    expect(second.body).toMatchObject({ templates: { c: 'about c {x}' }, count: 1, next_cursor: null });
  });

  it('deletes once, also an id with a slash, and not that of another tenant', async () => {
    const gone = (asker: object) => app.call('DELETE', '/api/templates/b%2F1', undefined, asker);
    expect((await gone({ 'x-tenant': 'stranger' })).status).toBe(404);
    expect((await gone(headers)).body).toEqual({ status: 'deleted', template_id: 'b/1' });
    expect((await gone(headers)).body.code).toBe('TEMPLATE_NOT_FOUND');
  });

  it.each(['limit=0', 'cursor=zzz', 'cursor=WyJib29rbWFya3MiLHsicmFuayI6MCwiaXRlbUlkIjoiYSJ9XQ', 'a=b'])(
    'refuses %s',
    async (query) => {
      const answer = await app.call('GET', `/api/templates?${query}`);
      expect(answer.status).toBe(400);
      expect(paths(answer)).toEqual([query.split('=')[0]]);
    },
  );
});
