import { expect } from 'vitest';
import { type AcceptanceWorld, expectBadField, type OperationRows } from '../../support/acceptance.ts';

const NO_ID = 'takes no id';

/** A probe: answers 200 with what it says, refuses parameters, and has no ids. */
function probe(path: string, says: Record<string, unknown>): OperationRows[string] {
  return {
    async works({ acme }: AcceptanceWorld) {
      const { status, body } = await acme('GET', path);
      expect(status).toBe(200);
      expect(body).toMatchObject(says);
    },
    bad_input: async ({ acme }: AcceptanceWorld) => expectBadField(await acme('GET', `${path}?colour=red`), 'colour'),
    unknown_id: NO_ID,
    other_tenant: NO_ID,
    replayed: 'reads',
    cancelled: ({ cancel }: AcceptanceWorld) => cancel('GET', path),
  };
}

/** Probes, and what the server says of itself. */
export const probesRows: OperationRows = {
  'GET /': probe('/', { service: 'queryloom', features: expect.arrayContaining(['query', 'documents']) }),
  'GET /livez': probe('/livez', {}),
  'GET /startupz': probe('/startupz', {}),
  'GET /ready': probe('/ready', { status: 'ready', service: 'queryloom' }),
  'GET /api/cool-factor': probe('/api/cool-factor', { cool_factor: expect.any(Number), level: expect.any(String) }),
  'GET /api/easter-egg': probe('/api/easter-egg', { message: expect.any(String) }),
  'GET /health': probe('/health', { status: 'healthy', checks: { query_engine: { status: 'pass' } } }),
};
