import { expect } from 'vitest';
import { expectBadField, type OperationRows } from '../../support/acceptance.ts';

/** Past answers together: side by side, and as one file. */
export const pastAnswersRows: OperationRows = {
  'POST /api/compare': {
    async works({ acme, queryId }) {
      const other = await acme('POST', '/api/query', {
        text: 'What is the melting point of tungsten?',
        pattern: 'bare',
      });
      await expect.poll(async () => (await acme('GET', `/api/export/${other.body.query_id}`)).status).toBe(200);
      const query_ids = [other.body.query_id, queryId];
      const { status, body } = await acme('POST', '/api/compare', { query_ids });
      expect(status).toBe(200);
      expect(body).toMatchObject({ count: 2, patterns_used: ['bare', 'fast'], best_result: { query_id: queryId } });
      expect(body.metrics.max_confidence).toBeGreaterThan(body.metrics.min_confidence);
      expect(body.differences.map(({ aspect }: { aspect: string }) => aspect)).toContain('response');
      expect((await acme('POST', '/api/compare', query_ids)).body).toEqual(body);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', '/api/compare', {}), 'query_ids');
      await expectBadField(await acme('POST', '/api/compare', []), 'query_ids');
      await expectBadField(await acme('POST', '/api/compare', { query_ids: ['a b'] }), 'query_ids.0');
    },
    async unknown_id({ acme, queryId }) {
      const { status, body } = await acme('POST', '/api/compare', { query_ids: [queryId, 'nobody_1'] });
      expect([status, body.code]).toEqual([404, 'QUERY_NOT_FOUND']);
    },
    async other_tenant({ globex, queryId }) {
      const compare = async (id: string) => {
        const { status, body } = await globex('POST', '/api/compare', [id]);
        return { status, body: JSON.stringify({ ...body, request_id: '' }).replaceAll(id, 'ID') };
      };
      expect(await compare(queryId)).toEqual(await compare('nobody_1'));
    },
    replayed: 'reads',
    cancelled: ({ cancel, queryId }) => cancel('POST', '/api/compare', [queryId]),
  },
  'POST /api/export': {
    async works({ acme, queryId }) {
      const one = await acme('GET', `/api/export/${queryId}`);
      const { status, headers, body } = await acme('POST', '/api/export', { query_ids: [queryId] });
      expect(status).toBe(200);
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.json"$/);
      expect(body).toEqual([one.body]);
      for (const [format, type] of [
        ['csv', 'text/csv'],
        ['markdown', 'text/markdown'],
      ]) {
        const file = await acme('POST', '/api/export', { filter: { pattern: 'fast' }, format });
        expect(file.headers.get('content-type')).toContain(type);
        expect(file.body).toContain('Ada Quill');
      }
    },
    async bad_input({ acme, queryId }) {
      await expectBadField(await acme('POST', '/api/export', {}), 'query_ids');
      await expectBadField(await acme('POST', '/api/export', { query_ids: [queryId], filter: {} }), 'query_ids');
      await expectBadField(await acme('POST', '/api/export', { filter: {}, format: 'xml' }), 'format');
    },
    async unknown_id({ acme, queryId }) {
      const { status, body } = await acme('POST', '/api/export', { query_ids: [queryId, 'nobody_1'] });
      expect([status, body.code]).toEqual([404, 'QUERY_NOT_FOUND']);
      expect(body.issues[0].path).toBe('query_ids.1');
    },
    async other_tenant({ globex, queryId }) {
      const download = async (id: string) => {
        const { status, body } = await globex('POST', '/api/export', { query_ids: [id] });
        return { status, body: JSON.stringify({ ...body, request_id: '' }).replaceAll(id, 'ID') };
      };
      expect(await download(queryId)).toEqual(await download('nobody_1'));
      const { body } = await globex('POST', '/api/export', { filter: {} });
      expect(JSON.stringify(body)).not.toContain('Ada Quill');
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('POST', '/api/export', { filter: {}, format: 'csv' }),
  },
};
