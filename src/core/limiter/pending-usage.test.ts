import { describe, expect, it } from 'vitest';
import { PendingUsage } from './pending-usage.ts';

const ACME = { tenant: 'acme', tier: 'free', scopes: [], userId: null };
const CALL = { subject: 'k1', day: 20_000, operation: 'query', cost: 2 };

describe('PendingUsage', () => {
  it('has one sum for calls that are alike', () => {
    const pending = new PendingUsage();
    pending.count(ACME, CALL);
    pending.count(ACME, { ...CALL, cost: 3 });
    expect(pending.size).toBe(1);
    expect(pending.take()).toEqual([
      { tenant: 'acme', subject: 'k1', day: 20_000, operation: 'query', tier: 'free', calls: 2, units: 5 },
    ]);
    expect([pending.size, pending.take()]).toEqual([0, []]);
  });

  it('has another one for another date, tier, tenant or operation', () => {
    const pending = new PendingUsage();
    pending.count(ACME, CALL);
    pending.count(ACME, { ...CALL, day: 20_001 });
    pending.count({ ...ACME, tier: 'team' }, { ...CALL, day: 20_001 });
    pending.count({ ...ACME, tenant: 'globex' }, { ...CALL, day: 20_001 });
    pending.count(ACME, { ...CALL, operation: 'search' });
    expect(pending.size).toBe(5);
    expect(pending.take().map(({ calls, units }) => [calls, units])).toEqual(Array.from({ length: 5 }, () => [1, 2]));
  });

  it('has again what is given back', () => {
    const pending = new PendingUsage();
    pending.count(ACME, CALL);
    const taken = pending.take();
    pending.count(ACME, CALL);
    pending.giveBack(taken);
    expect(pending.take()).toHaveLength(2);
  });
});
