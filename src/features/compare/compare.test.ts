import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryApp } from '../../../test/support/query-app.ts';
import { LIGHTHOUSES, openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';

let world: QueryWorld;
let app: Awaited<ReturnType<typeof queryApp>>;

beforeAll(async () => {
  world = await openQueryWorld([
    ...LIGHTHOUSES,
    { id: 'gone', collection: 'passing', text: 'The lamp of Gone Point was lit by Ada Quill in 1850.' },
  ]);
  app = await queryApp(world);
});

afterAll(async () => {
  await app.app.close();
  await world.close();
});

const compare = (body: object, headers = {}) => app.call('POST', '/api/compare', body, headers);

describe('POST /api/compare', () => {
  it('sums up, finds the best, and says where the answers differ', async () => {
    const sure = await app.ask('Who built Bell Rock?', { pattern: 'fused' });
    const none = await app.ask('What is the melting point of tungsten?', { pattern: 'bare' });
    const { status, body } = await compare({ query_ids: [none.query_id, sure.query_id] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ count: 2, tools_used: [none.tool_used], patterns_used: ['bare', 'fused'] });
    expect(body.metrics.max_confidence).toBe(sure.confidence);
    expect(body.metrics.min_confidence).toBe(none.confidence);
    expect(body.metrics.avg_confidence).toBeCloseTo((sure.confidence + none.confidence) / 2, 12);
    expect(body.metrics.avg_duration_ms).toBeGreaterThan(0);
    expect(body.best_result).toMatchObject({ query_id: sure.query_id, answered: true, withheld: false });
    expect(body.results.map(({ query_id }: { query_id: string }) => query_id)).toEqual([none.query_id, sure.query_id]);
    const aspects = body.differences.map(({ aspect }: { aspect: string }) => aspect);
    expect(aspects).toEqual(
      expect.arrayContaining(['query_text', 'response', 'answered', 'confidence', 'pattern_used']),
    );
    expect(aspects).not.toContain('collection');
  });

  it('tells which documents all read from those only one did', async () => {
    const one = await app.ask('granite tower', { top_k: 1, filters: { id: 'fastnet' } });
    const all = await app.ask('lighthouse', { top_k: 3 });
    const { body } = await compare({ query_ids: [one.query_id, all.query_id] });
    expect(body.sources.shared).toEqual(['fastnet']);
    expect(body.sources.only[one.query_id]).toEqual([]);
    expect(body.sources.only[all.query_id].toSorted()).toEqual(['bell-rock', 'eddystone']);
  });

  it('takes a bare list, and an id that stands twice once', async () => {
    const { query_id: id } = await app.ask('Who built Bell Rock?');
    expect((await compare([id, id])).body).toMatchObject({
      count: 1,
      differences: [],
      sources: { only: { [id]: expect.any(Array) } },
    });
  });

  it('withholds what quoted a document that is gone, and calls it best only when nothing else is there', async () => {
    const gone = await app.ask('Who lit the lamp of Gone Point?', { collection: 'passing' });
    const other = await app.ask('What is the melting point of tungsten?');
    expect(gone.response).toContain('Ada Quill');
    await world.ingests.deleteDocument('default', 'gone');
    const { body } = await compare({ query_ids: [gone.query_id, other.query_id] });
    expect(JSON.stringify(body)).not.toContain('Ada Quill');
    expect(body.best_result.query_id).toBe(other.query_id);
    expect((await compare([gone.query_id])).body.best_result).toMatchObject({
      query_id: gone.query_id,
      withheld: true,
    });
  });

  it('is the same 404 for an unknown query and for one of another tenant', async () => {
    const { query_id: id } = await app.ask('Who built Bell Rock?');
    const stranger = { 'x-tenant': 'stranger' };
    const [theirs, unknown] = [await compare([id], stranger), await compare([`q_${'0'.repeat(26)}`], stranger)];
    const plain = ({ body: { request_id: _id, ...body } }: typeof theirs) =>
      JSON.stringify(body).replaceAll(/q_[a-z0-9]{20,}/g, 'ID');
    expect(theirs.body.code).toBe('QUERY_NOT_FOUND');
    expect(plain(theirs)).toBe(plain(unknown));
  });

  it.each([
    [{}, 'query_ids'],
    [{ query_ids: [] }, 'query_ids'],
    [[], 'query_ids'],
    [{ query_ids: ['a b'] }, 'query_ids.0'],
    [[7], 'query_ids.0'],
    [{ query_ids: Array.from({ length: 51 }, (_, i) => `q${i}`) }, 'query_ids'],
    [{ query_ids: ['a'], colour: 'red' }, 'colour'],
  ])('refuses %j', async (body, path) => {
    const answer = await compare(body);
    expect(answer.status).toBe(400);
    expect(answer.body.issues).toMatchObject([{ path }]);
  });
});
