import { expect } from 'vitest';
import { expectBadField, expectHidden, expectUnknown, type OperationRows } from '../../support/acceptance.ts';

const traceOf = (id: string) => `/api/debug/trace/${id}`;
const exportOf = (id: string) => `/api/export/${id}`;

/** Past queries: the list, their walk, their export. */
export const historyRows: OperationRows = {
  'GET /api/history': {
    async works({ acme, globex }) {
      const { status, body } = await acme('GET', '/api/history?limit=1');
      expect(status).toBe(200);
      expect(body).toHaveLength(1);
      expect(body[0]).toMatchObject({ query_text: expect.any(String), pattern_used: expect.any(String) });
      const theirs = await globex('GET', '/api/history?limit=200');
      expect(theirs.body.map(({ query_id }: { query_id: string }) => query_id)).not.toContain(body[0].query_id);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/history?limit=0'), 'limit');
      await expectBadField(await acme('GET', '/api/history?cursor=x'), 'cursor');
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; the list is the tenant’s own, part of "works"',
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/history?limit=200'),
  },
  'DELETE /api/history': {
    async works({ globex }) {
      await globex('POST', '/api/query', { text: 'Where is the secret lamp?', user_id: 'leaver' });
      const { status, body } = await globex('DELETE', '/api/history?user_id=leaver');
      expect([status, body]).toEqual([200, { status: 'cleared', count: 1 }]);
      expect((await globex('GET', '/api/history?user_id=leaver')).body).toEqual([]);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('DELETE', '/api/history?since=yesterday'), 'since');
    },
    unknown_id: 'takes no id',
    async other_tenant({ acme, globex, queryId }) {
      await globex('DELETE', '/api/history');
      expect((await acme('GET', exportOf(queryId))).status).toBe(200);
    },
    replayed: 'deletes: twice is as once',
    cancelled: ({ cancel }) => cancel('DELETE', '/api/history?user_id=nobody'),
  },
  'GET /api/export/{query_id}': {
    async works({ acme, queryId }) {
      for (const [format, type] of [
        ['json', 'application/json'],
        ['csv', 'text/csv'],
        ['markdown', 'text/markdown'],
      ]) {
        const { status, headers, body } = await acme('GET', `${exportOf(queryId)}?format=${format}`);
        expect(status).toBe(200);
        expect(headers.get('content-type')).toContain(type);
        expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/);
        expect(JSON.stringify(body)).toContain('Ada Quill');
      }
    },
    async bad_input({ acme, queryId }) {
      await expectBadField(await acme('GET', `${exportOf(queryId)}?format=xml`), 'format');
    },
    unknown_id: (world) => expectUnknown(world, { method: 'GET', path: exportOf }),
    other_tenant: (world) => expectHidden(world, { method: 'GET', path: exportOf, id: world.queryId }),
    replayed: 'reads',
    cancelled: ({ cancel, queryId }) => cancel('GET', exportOf(queryId)),
  },
  'GET /api/debug/trace/{query_id}': {
    async works({ acme, queryId }) {
      const { status, body } = await acme('GET', `${traceOf(queryId)}?document_id=mill`);
      expect(status).toBe(200);
      expect(body.stages.map(({ name }: { name: string }) => name)).toEqual(
        expect.arrayContaining(['retrieve', 'answer']),
      );
      expect(body.candidates[0]).toMatchObject({ document_id: 'lamp', selected: true });
      expect(body.document.reason).toEqual(expect.any(String));
    },
    async bad_input({ acme, queryId }) {
      await expectBadField(await acme('GET', `${traceOf(queryId)}?document_id=`), 'document_id');
    },
    async unknown_id(world) {
      await expectUnknown(world, { method: 'GET', path: traceOf });
      expect((await world.acme('GET', `${traceOf(world.queryId)}?document_id=nobody`)).status).toBe(404);
    },
    other_tenant: (world) => expectHidden(world, { method: 'GET', path: traceOf, id: world.queryId }),
    replayed: 'reads',
    cancelled: ({ cancel, queryId }) => cancel('GET', traceOf(queryId)),
  },
  'GET /api/performance/flamegraph': {
    async works({ acme, globex }) {
      const { status, body } = await acme('GET', '/api/performance/flamegraph?pattern=fast');
      expect([status, body.name]).toEqual([200, 'query']);
      expect(body.queries).toBeGreaterThan(0);
      expect(body.children.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['retrieve']));
      const file = await acme('GET', '/api/performance/flamegraph?format=speedscope');
      expect(file.body.profiles[0]).toMatchObject({ type: 'evented', unit: 'milliseconds' });
      const none = await globex('GET', '/api/performance/flamegraph?since=2999-01-01T00:00:00Z');
      expect(none.body).toMatchObject({ value: 0, queries: 0, children: [] });
    },
    bad_input: async ({ acme }) =>
      expectBadField(await acme('GET', '/api/performance/flamegraph?format=svg'), 'format'),
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; adds up the tenant’s own walks',
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/performance/flamegraph'),
  },
};
