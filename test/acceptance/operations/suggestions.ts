import { expect } from 'vitest';
import { expectBadField, expectReplayed, type OperationRows } from '../../support/acceptance.ts';

/** Suggestions as somebody types. */
export const suggestionsRows: OperationRows = {
  'GET /api/suggestions': {
    async works({ acme }) {
      const { status, body } = await acme('GET', '/api/suggestions?prefix=who%20built&limit=5');
      expect(status).toBe(200);
      expect(body).toContain('Who built the Ada Lamp?');
      const detail = (await acme('GET', '/api/suggestions?prefix=who%20built&detail=true')).body;
      expect(detail[0]).toMatchObject({ suggestion: 'Who built the Ada Lamp?', source: 'popular' });
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/suggestions?limit=0'), 'limit');
      await expectBadField(await acme('GET', '/api/suggestions?colour=red'), 'colour');
    },
    unknown_id: 'takes no id',
    async other_tenant({ globex }) {
      expect((await globex('GET', '/api/suggestions?prefix=who%20built')).body).not.toContain(
        'Who built the Ada Lamp?',
      );
    },
    replayed: 'changes nothing',
    cancelled: ({ cancel }) => cancel('GET', '/api/suggestions?prefix=who'),
  },
  'POST /api/suggestions/add': {
    async works({ acme }) {
      const added = await acme('POST', '/api/suggestions/add', { suggestion: 'Where is the mill today?' });
      expect(added).toMatchObject({ status: 200, body: { status: 'added', suggestion: 'Where is the mill today?' } });
      expect((await acme('GET', '/api/suggestions?prefix=where%20is%20the')).body).toContain(
        'Where is the mill today?',
      );
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('POST', '/api/suggestions/add', { suggestion: ' ' }), 'suggestion');
      await expectBadField(await acme('POST', '/api/suggestions/add', {}), 'suggestion');
    },
    unknown_id: 'takes no id',
    async other_tenant({ acme, globex }) {
      await acme('POST', '/api/suggestions/add', { suggestion: 'A word of Acme alone?' });
      expect((await globex('GET', '/api/suggestions?prefix=a%20word%20of')).body).toEqual([]);
    },
    async replayed(world) {
      await expectReplayed(world, '/api/suggestions/add', { suggestion: 'Does it come twice?' });
      const { body } = await world.acme('GET', '/api/suggestions?prefix=does%20it%20come');
      expect(body).toEqual(['Does it come twice?']);
    },
    cancelled: ({ cancel }) => cancel('POST', '/api/suggestions/add', { suggestion: 'Left early?' }),
  },
};
