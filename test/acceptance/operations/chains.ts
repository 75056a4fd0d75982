import { expect } from 'vitest';
import {
  type AcceptanceWorld,
  expectBadField,
  expectHidden,
  expectReplayed,
  expectUnknown,
  type OperationRows,
} from '../../support/acceptance.ts';

const CREATE = '/api/query/chains/create';
const RUN = '/api/query/chain';
const chainOf = (id: string) => `/api/query/chains/${id}`;

let made = 0;

/** A chain of acme's; its id. */
async function chainIn(
  { acme }: AcceptanceWorld,
  queries: readonly string[] = ['Who built {thing}?'],
): Promise<string> {
  made++;
  const { status, body } = await acme('POST', CREATE, { chain_id: `chain-${made}`, queries });
  expect(status).toBe(200);
  return body.chain_id;
}

/** Sequences of questions. */
export const chainsRows: OperationRows = {
  'GET /api/query/chains': {
    async works(world) {
      const id = await chainIn(world);
      const { status, body } = await world.acme('GET', '/api/query/chains?limit=200');
      expect(status).toBe(200);
      expect(body.chains).toMatchObject({ [id]: ['Who built {thing}?'], exploration: expect.any(Array) });
      expect(body.count).toBe(Object.keys(body.chains).length);
      const page = await world.acme('GET', '/api/query/chains?limit=1');
      const next = await world.acme('GET', `/api/query/chains?limit=1&cursor=${page.body.next_cursor}`);
      expect([Object.keys(page.body.chains), Object.keys(next.body.chains)]).toEqual([['exploration'], ['deep_dive']]);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/query/chains?limit=0'), 'limit');
      await expectBadField(await acme('GET', '/api/query/chains?cursor=x'), 'cursor');
    },
    unknown_id: 'takes no id',
    async other_tenant(world) {
      const id = await chainIn(world);
      expect(Object.keys((await world.globex('GET', '/api/query/chains?limit=200')).body.chains)).not.toContain(id);
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/query/chains'),
  },
  'POST /api/query/chains/create': {
    async works({ acme }) {
      const queries = ['Who built {thing}?', 'More: {previous_response}', 'chain:exploration'];
      const { status, body } = await acme('POST', CREATE, { chain_id: 'full', queries });
      expect([status, body]).toEqual([
        200,
        { status: 'created', chain_id: 'full', query_count: 3, placeholders: ['thing', 'topic'] },
      ]);
      expect((await acme('POST', `${CREATE}?queries=one&queries=two`)).body.query_count).toBe(2);
    },
    async bad_input(world) {
      const { acme } = world;
      const refused = async (body: object) => {
        const answer = await acme('POST', CREATE, body);
        return [answer.status, answer.body.code];
      };
      await expectBadField(await acme('POST', CREATE, { queries: [] }), 'queries');
      await expectBadField(await acme('POST', CREATE, { queries: ['a { b'] }), 'queries.0');
      const tenThousand = Array.from({ length: 10_000 }, () => 'step');
      await expectBadField(await acme('POST', CREATE, { queries: tenThousand }), 'queries');
      expect(await refused({ chain_id: 'me', queries: ['chain:me'] })).toEqual([400, 'CHAIN_CYCLE']);
      expect(await refused({ queries: ['chain:nobody'] })).toEqual([400, 'CHAIN_STEP_UNKNOWN']);
      expect(await refused({ chain_id: 'exploration', queries: ['a'] })).toEqual([409, 'CHAIN_BUILT_IN']);
      expect(await refused({ chain_id: await chainIn(world), queries: ['a'] })).toEqual([409, 'CHAIN_EXISTS']);
      const inner = await chainIn(world, ['a']);
      const outer = await chainIn(world, [`chain:${inner}`]);
      await acme('DELETE', chainOf(inner));
      expect(await refused({ chain_id: inner, queries: [`chain:${outer}`] })).toEqual([400, 'CHAIN_CYCLE']);
    },
    unknown_id: 'the id is chosen here; unknown steps are part of "bad_input"',
    async other_tenant(world) {
      const id = await chainIn(world);
      const { status, body } = await world.globex('POST', CREATE, { queries: [`chain:${id}`] });
      expect([status, body.code]).toEqual([400, 'CHAIN_STEP_UNKNOWN']);
    },
    async replayed(world) {
      const first = await expectReplayed(world, CREATE, { queries: ['made once'] });
      const { body } = await world.acme('GET', '/api/query/chains?limit=200');
      const same = Object.entries(body.chains).filter(([, queries]) => JSON.stringify(queries) === '["made once"]');
      expect(same.map(([id]) => id)).toEqual([first.body.chain_id]);
    },
    cancelled: ({ cancel }) => cancel('POST', CREATE, { queries: ['left early'] }),
  },
  'DELETE /api/query/chains/{id}': {
    async works(world) {
      const id = await chainIn(world);
      const { status, body } = await world.acme('DELETE', chainOf(id));
      expect([status, body]).toEqual([200, { status: 'deleted', chain_id: id }]);
      expect((await world.acme('POST', RUN, { chain_id: id, params: { thing: 'x' } })).status).toBe(404);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('DELETE', chainOf('no%20spaces')), 'id');
      const { status, body } = await acme('DELETE', chainOf('deep_dive'));
      expect([status, body.code]).toEqual([409, 'CHAIN_BUILT_IN']);
    },
    unknown_id: (world) => expectUnknown(world, { method: 'DELETE', path: chainOf }),
    async other_tenant(world) {
      const id = await chainIn(world);
      await expectHidden(world, { method: 'DELETE', path: chainOf, id });
      expect((await world.acme('DELETE', chainOf(id))).status).toBe(200);
    },
    replayed: 'deletes: the second time is a 404',
    cancelled: async (world) => world.cancel('DELETE', chainOf(await chainIn(world))),
  },
  'POST /api/query/chain': {
    async works(world) {
      const id = await chainIn(world, ['Who built {thing}?', 'What else is known: {previous_response}']);
      const { status, body } = await world.acme('POST', RUN, { chain_id: id, params: { thing: 'the Ada Lamp' } });
      expect(status).toBe(200);
      expect(body).toMatchObject({ chain_id: id, queries_executed: 2, failed_step: null, error: null });
      expect(body.results[0].response).toContain('Ada Quill');
      expect(body.results[1].query_text).toContain('Ada Quill');
      expect(body.total_duration_ms).toBeGreaterThan(0);
      const builtIn = await world.acme('POST', RUN, { chain_id: 'deep_dive', params: { topic: 'the Ada Lamp' } });
      expect(builtIn.body.queries_executed).toBe(3);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', RUN, { chain_id: 'exploration' }), 'params.topic');
      const params = { topic: 'x', other: 'y' };
      await expectBadField(await acme('POST', RUN, { chain_id: 'exploration', params }), 'params.other');
      const long = { topic: 'x'.repeat(10_000) };
      const grown = await acme('POST', RUN, { chain_id: 'exploration', params: long });
      expect([grown.status, grown.body.code]).toEqual([400, 'TEMPLATE_EXPANSION_TOO_LONG']);
    },
    async unknown_id({ acme }) {
      const { status, body } = await acme('POST', RUN, { chain_id: 'nobody_1' });
      expect([status, body.code]).toEqual([404, 'CHAIN_NOT_FOUND']);
    },
    async other_tenant(world) {
      const id = await chainIn(world);
      const run = async (chain_id: string) => {
        const { status, body } = await world.globex('POST', RUN, { chain_id, params: { thing: 'x' } });
        return { status, body: JSON.stringify({ ...body, request_id: '' }).replaceAll(chain_id, 'ID') };
      };
      expect(await run(id)).toEqual(await run('nobody_1'));
    },
    replayed: 'makes nothing that lasts but lines in the history',
    cancelled: ({ cancel }) => cancel('POST', RUN, { chain_id: 'exploration', params: { topic: 'the Ada Lamp' } }),
  },
};
