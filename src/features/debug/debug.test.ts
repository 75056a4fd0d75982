import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryApp } from '../../../test/support/query-app.ts';
import { ASKER, LIGHTHOUSES, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';

const ODD_ID = 'keeper#1?a+b&c=日本';
let world: QueryWorld;
let app: Awaited<ReturnType<typeof queryApp>>;

beforeAll(async () => {
  world = await openQueryWorld([...LIGHTHOUSES, { id: ODD_ID, text: 'The keeper of Bell Rock slept by day.' }]);
  app = await queryApp(world);
});

afterAll(async () => {
  await app.app.close();
  await world.close();
});

const trace = async (queryId: string, query = '', headers = {}) =>
  app.call('GET', `/api/debug/trace/${queryId}${query}`, undefined, headers);

describe('GET /api/debug/trace/{query_id}', () => {
  it('shows the walk, its channels, the candidates and which of them became sources', async () => {
    const answer = await app.ask('Who built Bell Rock?', { top_k: 2 });
    const { status, body } = await trace(answer.query_id);
    expect(status).toBe(200);
    const names = answer.trace.stages.map(({ name }: { name: string }) => name);
    expect(body.stages.map(({ name }: { name: string }) => name)).toEqual(names);
    expect(body).toMatchObject({
      query_text: 'Who built Bell Rock?',
      pattern: 'fast',
      collection: 'default',
      document: null,
    });
    const selected = body.candidates.filter((candidate: { selected: boolean }) => candidate.selected);
    const chunkIds = (list: { chunk_id: string }[]) => list.map(({ chunk_id }) => chunk_id);
    expect(chunkIds(selected)).toEqual(chunkIds(answer.sources));
    expect(body.candidates[0]).toMatchObject({ rank: 1, document_id: 'bell-rock', scores: { fused: 1 } });
    expect(Object.keys(body.evidence).length).toBeGreaterThan(3);
  });

  it('explains a document by its id, whatever visible characters it has', async () => {
    const { query_id: id } = await app.ask('Who built Bell Rock?');
    for (const documentId of ['bell-rock', ODD_ID, `${'é'.repeat(199)}`]) {
      const { status, body } = await trace(id, `?document_id=${encodeURIComponent(documentId)}`);
      if (status === 200) expect(body.document).toMatchObject({ document_id: documentId });
      else expect(body).toMatchObject({ status: 404, code: 'DOCUMENT_NOT_FOUND' });
      expect(status).toBe(documentId.startsWith('é') ? 404 : 200);
    }
  });

  it('leaves the id of a document out that has gone since', async () => {
    await world.add([{ id: 'brief', text: 'Bell Rock, in brief.' }]);
    const { query_id: id } = await app.ask('Who built Bell Rock?');
    await world.ingests.deleteDocument(ASKER.tenant, 'brief');
    const { body } = await trace(id);
    expect(JSON.stringify(body)).not.toContain('brief');
    expect(body.candidates.map((candidate: { document_id: string | null }) => candidate.document_id)).toContain(null);
    expect((await trace(id, '?document_id=brief')).body.code).toBe('DOCUMENT_NOT_FOUND');
  });

  it('is a 404 for unknown queries and for those of another tenant', async () => {
    const { query_id: id } = await app.ask('Who built Bell Rock?');
    expect((await trace('q_unknown')).body).toMatchObject({ status: 404, code: 'QUERY_NOT_FOUND' });
    expect((await trace(id, '', { 'x-tenant': 'stranger' })).body).toMatchObject({
      status: 404,
      code: 'QUERY_NOT_FOUND',
    });
  });
});
