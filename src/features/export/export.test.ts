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
