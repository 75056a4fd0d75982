import { expect } from 'vitest';
import { expectBadField, type OperationRows } from '../../support/acceptance.ts';

const QUESTION = 'Who built the Ada Lamp?';

/** Questions: one, many, and the check of a text alone. */
export const askingRows: OperationRows = {
  'POST /api/query': {
    async works({ acme, globex }) {
      const { status, body } = await acme('POST', '/api/query', { text: QUESTION });
      expect(status).toBe(200);
      expect(body).toMatchObject({ answered: true, query_text: QUESTION, pattern_used: 'fast' });
      expect(body.response).toContain('Ada Quill');
      expect(body.sources[0]).toMatchObject({ document_id: 'lamp', rank: 1 });
      const theirs = await globex('POST', '/api/query', { text: QUESTION });
      expect(JSON.stringify(theirs.body)).not.toContain('Ada Quill');
      const streamed = await acme('POST', '/api/query', { text: QUESTION, stream: true });
      expect(streamed.headers.get('content-type')).toContain('text/event-stream');
      expect(streamed.body).toMatch(/^id: 0\nevent: thinking\n/);
      expect(streamed.body).toMatch(/\nevent: complete\ndata: .*Ada Quill.*\n\n$/);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', '/api/query', { text: '', stream: true }), 'text');
      await expectBadField(await acme('POST', '/api/query', { text: '' }), 'text');
      await expectBadField(await acme('POST', '/api/query', { text: QUESTION, top_k: 0 }), 'top_k');
      await expectBadField(await acme('POST', '/api/query', { text: QUESTION, colour: 'red' }), 'colour');
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id; that nothing of another tenant is found is part of "works"',
    replayed: 'makes nothing that lasts but its line in the history',
    async cancelled({ cancel }) {
      await cancel('POST', '/api/query', { text: QUESTION, pattern: 'fused' });
      await cancel('POST', '/api/query', { text: QUESTION, pattern: 'fused', stream: true });
    },
  },
  'POST /api/query/batch': {
    async works({ acme }) {
      const queries = [QUESTION, { text: 'Who built the Old Mill?', pattern: 'bare' }, { text: '' }];
      const { status, body } = await acme('POST', '/api/query/batch', { queries });
      expect(status).toBe(200);
      expect(body.results.map(({ status: own }: { status: number }) => own)).toEqual([200, 200, 400]);
      expect(body.results[1].answer.response).toContain('Bertram Stone');
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', '/api/query/batch', { queries: [] }), 'queries');
      const tooMany = Array.from({ length: 65 }, () => QUESTION);
      await expectBadField(await acme('POST', '/api/query/batch', { queries: tooMany }), 'queries');
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id',
    replayed: 'makes nothing that lasts but lines in the history',
    cancelled: ({ cancel }) =>
      cancel('POST', '/api/query/batch', { queries: Array.from({ length: 64 }, () => QUESTION) }),
  },
  'POST /api/validate': {
    async works({ acme }) {
      const { status, body } = await acme('POST', '/api/validate', { text: 'a\u0000  lamp' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ valid: true, sanitized: 'a lamp', sanitized_length: 6 });
      expect((await acme('POST', '/api/validate?text=lamp')).body).toMatchObject({ valid: true, sanitized: 'lamp' });
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', '/api/validate', { text: 7 }), 'text');
    },
    unknown_id: 'takes no id',
    other_tenant: 'takes no id',
    replayed: 'makes nothing',
    cancelled: ({ cancel }) => cancel('POST', '/api/validate', { text: 'lamp' }),
  },
};
