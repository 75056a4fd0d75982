import { expect } from 'vitest';
import { expectBadField, type OperationRows } from '../../support/acceptance.ts';

const LIMITS = { burst: 5, per_minute: 20, per_hour: 100, per_day: 500 };

type Window = { window: string; used: number; left: number; limit: number };

/** Limits and use of the key that asks. */
export const usageRows: OperationRows = {
  'GET /api/usage': {
    async works({ acme, acmeWith, nobody }) {
      // Of a tier whose limits are not lowered however busy the machine is.
      const own = await acmeWith({ limits: LIMITS, tier: 'enterprise', scopes: ['read'] });
      await own('POST', '/api/query/batch', { queries: [{ text: 'mill' }, { text: 'lamp' }] });
      const { status, body, headers } = await own('GET', '/api/usage?days=1');
      expect(status).toBe(200);
      expect(body).toMatchObject({ tier: 'enterprise', limits: { contract: LIMITS, in_force: LIMITS, cost_max: 5 } });
      expect(body.key_id).toMatch(/\w/);
      const names = body.windows.map(({ window }: Window) => window);
      expect(names).toEqual(['burst', 'per_minute', 'per_hour', 'per_day']);
      for (const { used, left, limit } of body.windows) expect(used + left).toBe(limit);
      // What the body says and what the fields of the same answer say is one.
      const day = body.windows.find(({ window }: Window) => window === 'per_day');
      expect(headers.get('ratelimit')).toContain(`"per_day";r=${day.left};`);
      expect(headers.get('ratelimit-policy')).toContain('"per_minute";q=20;w=60');
      expect(Date.parse(day.resets_at) % 86_400_000).toBeLessThan(1_000);
      const units = body.usage.by_operation.reduce((sum: number, one: { units: number }) => sum + one.units, 0);
      expect([units, body.usage.units]).toEqual([day.used, day.used]);
      expect(body.usage.by_day).toHaveLength(1);
      expect(body.usage.by_operation).toContainEqual({ operation: 'getUsage', tier: 'enterprise', calls: 1, units: 1 });
      // A key without limits has use and no windows.
      const unlimited = (await acme('GET', '/api/usage')).body;
      expect(unlimited.windows).toEqual([]);
      expect(unlimited.usage.calls).toBeGreaterThan(0);
      expect((await nobody('GET', '/api/usage')).status).toBe(401);
    },
    async bad_input({ acme }) {
      for (const days of ['0', '91', '1.5', 'all']) {
        await expectBadField(await acme('GET', `/api/usage?days=${days}`), 'days');
      }
      await expectBadField(await acme('GET', '/api/usage?key_id=other'), 'key_id');
    },
    unknown_id: 'takes no id',
    async other_tenant({ acmeWith, globex }) {
      const before = (await globex('GET', '/api/usage')).body.usage.calls;
      const own = await acmeWith({ scopes: ['read'] });
      for (let i = 0; i < 3; i++) await own('GET', '/api/usage');
      expect((await globex('GET', '/api/usage')).body.usage.calls).toBe(before + 1);
    },
    replayed: 'reads',
    cancelled: ({ cancel }) => cancel('GET', '/api/usage'),
  },
};
