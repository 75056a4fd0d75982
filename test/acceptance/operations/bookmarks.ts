import { expect } from 'vitest';
import {
  type AcceptanceWorld,
  expectBadField,
  expectHidden,
  expectReplayed,
  expectUnknown,
  type OperationRows,
} from '../../support/acceptance.ts';

const CREATE = '/api/bookmarks/create';
const QUESTION = 'Who built the Ada Lamp?';
const executeOf = (id: string) => `/api/bookmarks/${id}/execute`;
const bookmarkOf = (id: string) => `/api/bookmarks/${id}`;

let made = 0;

/** A bookmark of acme's; its id. */
async function bookmarkIn({ acme }: AcceptanceWorld, fields: object = {}): Promise<string> {
  made++;
  const body = { bookmark_id: `bookmark-${made}`, name: `Bookmark ${made}`, query_text: QUESTION, ...fields };
  const answer = await acme('POST', CREATE, body);
  expect(answer.status).toBe(200);
  return answer.body.bookmark_id;
}

/** Questions saved to be asked again. */
export const bookmarksRows: OperationRows = {
  'POST /api/bookmarks/create': {
    async works({ acme }) {
      const fields = { name: 'The lamp', query_text: QUESTION, pattern: 'bare', tags: ['lamps'] };
      const { status, body } = await acme('POST', CREATE, fields);
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'created', bookmark_id: expect.any(String), use_count: 0, ...fields });
      const flat = await acme('POST', `${CREATE}?name=flat&query_text=lamp&tags=a&tags=b`);
      expect(flat.body).toMatchObject({ name: 'flat', tags: ['a', 'b'] });
    },
    async bad_input(world) {
      const { acme } = world;
      await expectBadField(await acme('POST', CREATE, { name: 'n' }), 'query_text');
      await expectBadField(await acme('POST', CREATE, { name: '', query_text: 'q' }), 'name');
      const bookmark_id = await bookmarkIn(world);
      const twice = await acme('POST', CREATE, { bookmark_id, name: 'n', query_text: 'q' });
      expect([twice.status, twice.body.code]).toEqual([409, 'BOOKMARK_EXISTS']);
    },
    unknown_id: 'the id is chosen here',
    other_tenant: 'ids are each tenant’s own',
    async replayed(world) {
      const name = 'made once';
      await expectReplayed(world, CREATE, { name, query_text: QUESTION });
      expect((await world.acme('GET', '/api/bookmarks?query=made%20once')).body.count).toBe(1);
    },
    cancelled: ({ cancel }) => cancel('POST', CREATE, { name: 'left', query_text: 'early' }),
  },
  'GET /api/bookmarks': {
    async works(world) {
      const tags = ['popular'];
      const rare = await bookmarkIn(world, { tags });
      const popular = await bookmarkIn(world, { tags });
      await world.acme('POST', executeOf(popular), {});
      const { body } = await world.acme('GET', '/api/bookmarks?tags=popular');
      expect(body.bookmarks.map(({ bookmark_id }: { bookmark_id: string }) => bookmark_id)).toEqual([popular, rare]);
      expect(body.bookmarks[0]).toMatchObject({ use_count: 1, avg_confidence: expect.any(Number) });
      const first = await world.acme('GET', '/api/bookmarks?tags=popular&limit=1');
      const second = await world.acme('GET', `/api/bookmarks?tags=popular&limit=1&cursor=${first.body.next_cursor}`);
      expect([second.body.bookmarks[0].bookmark_id, second.body.next_cursor]).toEqual([rare, null]);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/bookmarks?limit=0'), 'limit');
      await expectBadField(await acme('GET', '/api/bookmarks?cursor=x'), 'cursor');
    },
    unknown_id: 'takes no id',
    async other_tenant(world) {
      await bookmarkIn(world, { name: 'hidden from others' });
      expect((await world.globex('GET', '/api/bookmarks?query=hidden')).body.bookmarks).toEqual([]);
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/bookmarks'),
  },
  'POST /api/bookmarks/{id}/execute': {
    async works(world) {
      const id = await bookmarkIn(world, { name: 'counted uses' });
      const answers = await Promise.all(Array.from({ length: 6 }, () => world.acme('POST', executeOf(id))));
      const confidences = answers.map(({ body }) => Number(body.confidence));
      expect(answers[0]?.body.response).toContain('Ada Quill');
      const [bookmark] = (await world.acme('GET', '/api/bookmarks?query=counted%20uses')).body.bookmarks;
      expect(bookmark.use_count).toBe(6);
      expect(bookmark.avg_confidence).toBeCloseTo(confidences.reduce((sum, each) => sum + each, 0) / 6, 12);
    },
    async bad_input(world) {
      const id = await bookmarkIn(world);
      await expectBadField(await world.acme('POST', executeOf(id), { pattern: 'slow' }), 'pattern');
      await expectBadField(await world.acme('POST', executeOf(id), { text: 'another' }), 'text');
    },
    unknown_id: (world) => expectUnknown(world, { method: 'POST', path: executeOf, body: {} }),
    async other_tenant(world) {
      const id = await bookmarkIn(world, { name: 'used by no other' });
      await expectHidden(world, { method: 'POST', path: executeOf, id, body: {} });
      expect((await world.acme('GET', '/api/bookmarks?query=used%20by%20no')).body.bookmarks[0].use_count).toBe(0);
    },
    replayed: 'every execution is a use of its own',
    cancelled: async (world) => world.cancel('POST', executeOf(await bookmarkIn(world)), { pattern: 'fused' }),
  },
  'DELETE /api/bookmarks/{id}': {
    async works(world) {
      const id = await bookmarkIn(world);
      const { status, body } = await world.acme('DELETE', bookmarkOf(id));
      expect([status, body]).toEqual([200, { status: 'deleted', bookmark_id: id }]);
      expect((await world.acme('POST', executeOf(id))).status).toBe(404);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('DELETE', bookmarkOf('no%20spaces')), 'id');
    },
    unknown_id: (world) => expectUnknown(world, { method: 'DELETE', path: bookmarkOf }),
    async other_tenant(world) {
      const id = await bookmarkIn(world);
      await expectHidden(world, { method: 'DELETE', path: bookmarkOf, id });
      expect((await world.acme('DELETE', bookmarkOf(id))).status).toBe(200);
    },
    replayed: 'deletes: the second time is a 404',
    cancelled: async (world) => world.cancel('DELETE', bookmarkOf(await bookmarkIn(world))),
  },
};
