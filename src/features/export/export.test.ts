import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryApp } from '../../../test/support/query-app.ts';
import { LIGHTHOUSES, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';

let world: QueryWorld;
let app: Awaited<ReturnType<typeof queryApp>>;

beforeAll(async () => {
  world = await openQueryWorld([
    ...LIGHTHOUSES,
    {
      id: 'trap',
      title: '=HYPERLINK("http://evil.example","x")',
      uri: '+1+1',
      collection: 'traps',
      text: 'The trap was set by <img src=x onerror=alert(1)> [a link](javascript:alert(1)), with "quotes",\nand a comma.',
    },
  ]);
  app = await queryApp(world);
});

afterAll(async () => {
  await app.app.close();
  await world.close();
});

async function exported(text: string, format: string, fields: object = {}) {
  const answer = await app.ask(text, fields);
  return { answer, file: await app.call('GET', `/api/export/${answer.query_id}?format=${format}`) };
}

describe('GET /api/export/{query_id}', () => {
  it('gives JSON in the names of the contract, as the default', async () => {
    const { answer, file } = await exported('Who built Bell Rock?', 'json');
    const shared = ['query_id', 'query_text', 'response', 'confidence', 'citations', 'timestamp', 'pattern_used'];
    for (const name of shared) expect(file.body[name]).toEqual(answer[name]);
    expect(file.body.sources.map(({ text }: { text: string }) => text)).toEqual(
      answer.sources.map(({ text }: { text: string }) => text),
    );
    expect((await app.call('GET', `/api/export/${answer.query_id}`)).body).toEqual(file.body);
  });

  it('gives CSV that a reader of RFC 4180 reads back, one row a source', async () => {
    const { answer, file } = await exported('Who built Bell Rock?', 'csv');
    const rows: Record<string, string>[] = parse(file.body, { columns: true });
    expect(rows).toHaveLength(answer.sources.length);
    expect(rows[0]).toMatchObject({ query_id: answer.query_id, rank: '1', text: answer.sources[0].text });
  });

  it('has a row for an answer without a source', async () => {
    const { file } = await exported('Who built Bell Rock?', 'csv', { collection: 'empty' });
    const rows: Record<string, string>[] = parse(file.body, { columns: true });
    expect(rows).toMatchObject([{ query_text: 'Who built Bell Rock?', rank: '', text: '' }]);
  });

  it('makes formulas in CSV inert', async () => {
    const { file } = await exported('=cmd|calc set the trap', 'csv', { collection: 'traps', tool: 'search' });
    const cells: string[][] = parse(file.body);
    expect(cells.length).toBeGreaterThan(1);
    for (const cell of cells.flat()) expect(cell).not.toMatch(/^\s*[=+@|]/);
    expect(cells[1]).toContain('\'=HYPERLINK("http://evil.example","x")');
  });

  it('lets no text of a document become markup in Markdown', async () => {
    const { file } = await exported('Who set the <b>trap</b>?', 'markdown', { collection: 'traps', tool: 'search' });
    expect(file.body).toContain('trap was set by');
    expect(file.body).not.toMatch(/(?<!\\)<(?:img|b)|(?<!\\)\]\(/);
  });

  it('is an attachment under a safe name', async () => {
    const { answer, file } = await exported('Who built Bell Rock?', 'markdown');
    expect(file.headers['content-disposition']).toBe(`attachment; filename="queryloom-${answer.query_id}.md"`);
  });

  it('is the same 404 for an unknown query and for one of another tenant', async () => {
    const { query_id: id } = await app.ask('Who built Bell Rock?');
    const stranger = await app.call('GET', `/api/export/${id}`, undefined, { 'x-tenant': 'stranger' });
    const unknown = await app.call('GET', `/api/export/${'q'.repeat(id.length)}`);
    const plain = ({ status, body: { request_id: _id, ...body } }: typeof unknown) =>
      JSON.stringify({ status, body }).replaceAll(/q_?[a-z0-9]{20,}/g, 'ID');
    expect(stranger.status).toBe(404);
    expect(plain(stranger)).toBe(plain(unknown));
  });

  it('refuses a format it does not have', async () => {
    const { file } = await exported('Who built Bell Rock?', 'xml');
    expect(file).toMatchObject({ status: 400, body: { issues: [{ path: 'format' }] } });
  });
});

describe('POST /api/export', () => {
  const many = (body: object, headers = {}) => app.call('POST', '/api/export', body, headers);
  const asked = async (user: string, ...texts: string[]) => {
    const ids: string[] = [];
    for (const text of texts) ids.push((await app.ask(text, { user_id: user })).query_id);
    return ids;
  };

  it('writes a list of what GET gives for each', async () => {
    const ids = await asked('json', 'Who built Bell Rock?', 'granite tower');
    const { status, headers, body } = await many({ query_ids: ids });
    expect(status).toBe(200);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="queryloom-export-[0-9T-]+Z\.json"$/);
    expect(body).toEqual(await Promise.all(ids.map(async (id) => (await app.call('GET', `/api/export/${id}`)).body)));
  });

  it('writes one table with one head', async () => {
    const ids = await asked('csv', 'Who built Bell Rock?', 'granite tower');
    const { headers, body } = await many({ query_ids: ids, format: 'csv' });
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const rows: Record<string, string>[] = parse(body, { columns: true });
    expect([...new Set(rows.map((row) => row['query_id']))]).toEqual(ids);
  });

  it('writes pages with a line between them', async () => {
    const ids = await asked('markdown', 'Who built Bell Rock?', 'granite tower');
    const { body } = await many({ query_ids: ids, format: 'markdown' });
    expect(body.match(/^# /gm)).toHaveLength(2);
    expect(body.match(/^---$/gm)).toHaveLength(1);
  });

  it('takes a filter in the place of ids, newest first', async () => {
    const ids = await asked('filter', 'Who built Bell Rock?', 'granite tower', 'When was Fastnet lit?');
    const { body } = await many({ filter: { user_id: 'filter', tool: 'answer' } });
    expect(body.map(({ query_id }: { query_id: string }) => query_id)).toEqual([ids[2], ids[0]]);
    expect((await many({ filter: { user_id: 'nobody' } })).body).toEqual([]);
    expect((await many({ filter: { user_id: 'nobody' }, format: 'csv' })).body).toMatch(/^query_id,[^\n]*\r\n$/);
    expect((await many({ filter: { user_id: 'nobody' }, format: 'markdown' })).body).toBe('No queries.\n');
    expect((await many({ filter: {} }, { 'x-tenant': 'stranger' })).body).toEqual([]);
  });

  it('makes formulas in questions and in titles inert', async () => {
    await app.ask('\uff1dcmd|calc set the trap', { collection: 'traps', tool: 'search', user_id: 'inert' });
    const { body } = await many({ filter: { user_id: 'inert' }, format: 'csv' });
    const cells: string[][] = parse(body);
    expect(cells[1]?.[1]).toMatch(/^'[=\uff1d]cmd/);
    expect(cells[1]).toContain('\'=HYPERLINK("http://evil.example","x")');
  });

  it('refuses ids that nobody has before the first byte, and those of another tenant as the same', async () => {
    const ids = await asked('mine', 'Who built Bell Rock?');
    const unknown = await many({ query_ids: [...ids, 'q_none'] });
    expect(unknown).toMatchObject({
      status: 404,
      body: { code: 'QUERY_NOT_FOUND', issues: [{ path: 'query_ids.1' }] },
    });
    const stranger = await many({ query_ids: ids }, { 'x-tenant': 'stranger' });
    expect(stranger).toMatchObject({
      status: 404,
      body: { code: 'QUERY_NOT_FOUND', issues: [{ path: 'query_ids.0' }] },
    });
  });

  it('withholds what quoted a document that is gone', async () => {
    await world.add([{ id: 'passing', collection: 'passing', text: 'Gone Point was lit by Ada Quill in 1850.' }]);
    const { query_id: id, response } = await app.ask('Who lit Gone Point?', { collection: 'passing' });
    expect(response).toContain('Ada Quill');
    await world.ingests.deleteDocument('default', 'passing');
    for (const format of ['json', 'csv', 'markdown']) {
      const { status, body } = await many({ query_ids: [id], format });
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain('Ada Quill');
    }
  });

  it.each([
    [{}, 'query_ids'],
    [{ query_ids: [], format: 'csv' }, 'query_ids'],
    [{ query_ids: ['q'], filter: {} }, 'query_ids'],
    [{ query_ids: ['a b'] }, 'query_ids.0'],
    [{ query_ids: Array.from({ length: 1_001 }, (_, i) => `q${i}`) }, 'query_ids'],
    [{ filter: {}, format: 'xml' }, 'format'],
    [{ filter: { since: 'yesterday' } }, 'filter.since'],
    [{ filter: { colour: 'red' } }, 'filter.colour'],
    [{ filter: {}, colour: 'red' }, 'colour'],
  ])('refuses %#', async (body, path) => {
    const answer = await many(body);
    expect(answer.status).toBe(400);
    expect(answer.body.issues).toMatchObject([{ path }]);
  });
});
