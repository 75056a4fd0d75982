import { expect } from 'vitest';
import { expectBadField, expectUnknown, type OperationRows } from '../../support/acceptance.ts';

const ENHANCE = '/api/query/enhance';
const LIST = '/api/query/dictionary';
const entryOf = (short: string) => `${LIST}/${encodeURIComponent(short)}`;

/** Questions made better to find, and the tenant's own abbreviations. */
export const enhanceRows: OperationRows = {
  'POST /api/query/enhance': {
    async works({ acme, globex }) {
      const { status, body } = await acme('POST', ENHANCE, { text: 'who bulit the Ada Lamp' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ original: 'who bulit the Ada Lamp', enhanced: 'who built the Ada Lamp?' });
      expect(body.enhancements.map(({ kind }: { kind: string }) => kind)).toEqual(['spelling', 'question_mark']);
      const follow = { text: 'what does it burn?', context: 'Who built the Ada Lamp?' };
      expect((await acme('POST', ENHANCE, follow)).body.enhanced).toContain('Ada Lamp');
      expect((await acme('POST', `${ENHANCE}?text=who%20built%20it`)).body.enhanced).toBe('who built it?');
      // What acme's documents name is nothing that globex could have meant.
      expect((await globex('POST', ENHANCE, { text: 'who was Ada Qiull' })).body.enhanced).toBe('who was Ada Qiull?');
      expect((await acme('POST', ENHANCE, { text: 'who was Ada Qiull' })).body.enhanced).toBe('who was Ada Quill?');
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', ENHANCE, { text: '' }), 'text');
      await expectBadField(await acme('POST', ENHANCE, { text: 'x'.repeat(10_001) }), 'text');
      await expectBadField(await acme('POST', ENHANCE, { text: 'x', colour: 'red' }), 'colour');
      for (const text of ['x'.repeat(10_000), 'y'.repeat(5_000), '<b>lmap</b>', '灯台は何ですか', '"lmap']) {
        expect((await acme('POST', ENHANCE, { text })).body.enhanced.length).toBeGreaterThan(0);
      }
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; that nothing of another tenant is known is part of "works"',
    replayed: 'makes nothing, not even a line in the history',
    cancelled: ({ cancel }) => cancel('POST', ENHANCE, { text: 'who bulit the Ada Lamp' }),
  },
  'GET /api/query/dictionary': {
    async works({ acme, globex }) {
      for (const short of ['AL', 'OM']) await acme('PUT', entryOf(short), { long: `long ${short}` });
      const { status, body } = await acme('GET', `${LIST}?limit=1`);
      expect(status).toBe(200);
      expect(body.entries).toMatchObject([{ short: 'AL', long: 'long AL' }]);
      const rest = await acme('GET', `${LIST}?limit=200&cursor=${body.next_cursor}`);
      expect(rest.body.entries.map(({ short }: { short: string }) => short)).toContain('OM');
      expect((await globex('GET', LIST)).body).toEqual({ entries: [], count: 0, next_cursor: null });
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', `${LIST}?limit=0`), 'limit');
      await expectBadField(await acme('GET', `${LIST}?cursor=x`), 'cursor');
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; the list is the tenant’s own, part of "works"',
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', LIST),
  },
  'PUT /api/query/dictionary/{short}': {
    async works({ acme }) {
      const { status, body } = await acme('PUT', entryOf('R&D'), { long: 'Research and Development' });
      expect([status, body]).toEqual([200, { status: 'created', short: 'R&D', long: 'Research and Development' }]);
      expect((await acme('PUT', entryOf('r&d'), { long: 'Repair and Delivery' })).body.status).toBe('replaced');
      const { enhanced } = (await acme('POST', ENHANCE, { text: 'who leads R&D?' })).body;
      expect(enhanced).toBe('who leads Repair and Delivery (r&d)?');
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('PUT', entryOf('two words'), { long: 'x' }), 'short');
      await expectBadField(await acme('PUT', entryOf('XY'), { long: '' }), 'long');
      await expectBadField(await acme('PUT', entryOf('XY'), { long: 'x', colour: 'red' }), 'colour');
    },
    unknown_id: 'an unknown short form is a new entry',
    async other_tenant({ acme, globex }) {
      await acme('PUT', entryOf('OT'), { long: 'of acme' });
      await globex('PUT', entryOf('OT'), { long: 'of globex' });
      const { entries } = (await acme('GET', `${LIST}?limit=200`)).body;
      expect(entries.find(({ short }: { short: string }) => short === 'OT')).toMatchObject({ long: 'of acme' });
      await globex('DELETE', entryOf('OT'));
    },
    replayed: 'puts: twice is as once',
    cancelled: ({ cancel }) => cancel('PUT', entryOf('LEFT'), { long: 'somebody left' }),
  },
  'DELETE /api/query/dictionary/{short}': {
    async works({ acme }) {
      await acme('PUT', entryOf('GONE'), { long: 'soon gone' });
      expect((await acme('DELETE', entryOf('gone'))).body).toEqual({ status: 'deleted', short: 'gone' });
      expect((await acme('DELETE', entryOf('GONE'))).status).toBe(404);
    },
    bad_input: async ({ acme }) => expectBadField(await acme('DELETE', `${entryOf('XY')}?colour=red`), 'colour'),
    unknown_id: (world) => expectUnknown(world, { method: 'DELETE', path: () => entryOf('NOBODY1') }),
    async other_tenant(world) {
      await world.acme('PUT', entryOf('MINE'), { long: 'of acme alone' });
      const theirs = await world.globex('DELETE', entryOf('MINE'));
      const nobodys = await world.globex('DELETE', entryOf('nobody1'));
      const plain = (body: object, id: string) => JSON.stringify({ ...body, request_id: '' }).replaceAll(id, 'ID');
      expect([theirs.status, plain(theirs.body, 'MINE')]).toEqual([404, plain(nobodys.body, 'nobody1')]);
    },
    replayed: 'deletes: twice is as once',
    cancelled: ({ cancel }) => cancel('DELETE', entryOf('NOBODY2')),
  },
};
