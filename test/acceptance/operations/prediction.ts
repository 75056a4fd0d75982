import { expect } from 'vitest';
import { expectBadField, type OperationRows } from '../../support/acceptance.ts';

const MILL = 'Who built the Old Mill?';
const LAMP = 'What does the Ada Lamp burn?';

/** Likely next questions. */
export const predictionRows: OperationRows = {
  'GET /api/query/predict': {
    async works({ acme }) {
      for (const session of ['p1', 'p2'])
        for (const text of [MILL, LAMP]) await acme('POST', '/api/query', { text, session_id: session });
      const path = `/api/query/predict?current_query=${encodeURIComponent(MILL)}&k=3`;
      const { status, body } = await acme('GET', path);
      expect(status).toBe(200);
      expect(body.current_query).toBe(MILL);
      expect(body.predictions[0].query).toBe(LAMP);
      const sum = body.predictions.reduce((total: number, one: { probability: number }) => total + one.probability, 0);
      expect(sum).toBeGreaterThan(0);
      expect(sum).toBeLessThanOrEqual(1);
    },
    async bad_input({ acme }) {
      await expectBadField(await acme('GET', '/api/query/predict'), 'current_query');
      await expectBadField(await acme('GET', '/api/query/predict?current_query=why&k=0'), 'k');
    },
    unknown_id: 'takes no id',
    async other_tenant({ globex }) {
      const path = `/api/query/predict?current_query=${encodeURIComponent(MILL)}`;
      expect((await globex('GET', path)).body.predictions).toEqual([]);
    },
    replayed: 'changes nothing',
    cancelled: ({ cancel }) => cancel('GET', '/api/query/predict?current_query=why'),
  },
};
