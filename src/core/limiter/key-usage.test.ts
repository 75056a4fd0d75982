import { describe, expect, it } from 'vitest';
import { memoryUsage } from '../../../test/support/memory-usage.ts';
import type { Caller } from '../../ports/caller.ts';
import { DAY_MS } from '../../ports/rate-store.ts';
import type { UsageStore } from '../../ports/usage-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { KeyUsage, usageSubject } from './key-usage.ts';

const TODAY = 20_000;

function callerOf(keyId: string | null, change: { tier?: string; tenant?: string; identity?: string } = {}): Caller {
  const { tier = 'free', tenant = 'acme', identity = `key:${keyId}` } = change;
  return { principal: { tenant, tier, scopes: [], userId: null }, keyId, identity, limits: null };
}

function world(change: Partial<UsageStore> = {}) {
  const store = { ...memoryUsage(), ...change };
  const clock = manualClock(TODAY * DAY_MS);
  const scheduler = manualScheduler();
  const failures: unknown[] = [];
  const usage = new KeyUsage({ store, clock, scheduler, onFailure: (error) => failures.push(error) });
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    scheduler.advance(ms);
    await new Promise(setImmediate);
  };
  return { usage, store, clock, scheduler, failures, pass };
}

describe('usageSubject', () => {
  it('is a key, or who needs none, and no address', () => {
    expect(usageSubject(callerOf('k1'))).toBe('k1');
    expect(usageSubject(callerOf(null, { identity: 'local' }))).toBe('local');
    expect(usageSubject(callerOf(null, { identity: 'address:1.2.3.4' }))).toBeNull();
  });
});

describe('KeyUsage', () => {
  it('adds up by caller, operation and tier', async () => {
    const { usage } = world();
    for (let i = 0; i < 3; i++) usage.record(callerOf('k1'), 'query', 2);
    usage.record(callerOf('k1'), 'search', 1);
    usage.record(callerOf('k1', { tier: 'team' }), 'query', 5);
    usage.record(callerOf('k2'), 'query', 100);
    expect(await usage.read(callerOf('k1'), 1)).toEqual([
      { tenant: 'acme', subject: 'k1', day: TODAY, operation: 'query', tier: 'free', calls: 3, units: 6 },
      { tenant: 'acme', subject: 'k1', day: TODAY, operation: 'query', tier: 'team', calls: 1, units: 5 },
      { tenant: 'acme', subject: 'k1', day: TODAY, operation: 'search', tier: 'free', calls: 1, units: 1 },
    ]);
  });

  it('keeps dates apart and reads as many as are asked for', async () => {
    const { usage, clock } = world();
    for (let day = 0; day < 3; day++) {
      usage.record(callerOf('k1'), 'query', 1);
      clock.advance(DAY_MS);
    }
    usage.record(callerOf('k1'), 'query', 1);
    const days = async (count: number) => (await usage.read(callerOf('k1'), count)).map(({ day }) => day - TODAY);
    expect(await days(1)).toEqual([3]);
    expect(await days(3)).toEqual([3, 2, 1]);
    expect(await days(90)).toEqual([3, 2, 1, 0]);
  });

  it('writes behind, in a second', async () => {
    const added: number[] = [];
    const { usage, pass } = world({
      add: async (rows) => {
        added.push(rows.length);
      },
    });
    for (let i = 0; i < 100; i++) usage.record(callerOf('k1'), 'query', 1);
    await pass(999);
    expect(added).toEqual([]);
    await pass(1);
    expect(added).toEqual([1]);
    await pass(10_000);
    expect(added).toEqual([1]);
  });

  it('keeps what could not be written and tries again', async () => {
    let isBroken = true;
    const inner = memoryUsage();
    const { usage, pass, failures } = world({
      ...inner,
      add: (rows) => (isBroken ? Promise.reject(new Error('disk')) : inner.add(rows)),
    });
    usage.record(callerOf('k1'), 'query', 1);
    await pass(1_000);
    expect(failures).toHaveLength(1);
    await expect(usage.read(callerOf('k1'), 1)).rejects.toThrow('disk');
    usage.record(callerOf('k1'), 'query', 1);
    isBroken = false;
    expect(await usage.read(callerOf('k1'), 1)).toMatchObject([{ calls: 2 }]);
  });

  it('counts no more than may wait, and says how much it left out', async () => {
    const { usage, pass, failures } = world({ add: () => Promise.reject(new Error('disk')) });
    for (let i = 0; i < 50_010; i++) usage.record(callerOf(`k${i}`), 'query', 1);
    usage.record(callerOf('k0'), 'query', 1);
    await pass(1_000);
    expect(failures.map(String)).toEqual([
      expect.stringContaining('disk'),
      expect.stringContaining('usage of 10 calls'),
    ]);
    await pass(1_000);
    expect(failures).toHaveLength(3);
  });

  it('forgets dates older than a quarter, once a date', async () => {
    const pruned: number[] = [];
    const { usage, pass } = world({
      prune: async (day) => {
        pruned.push(day);
        return 0;
      },
    });
    usage.record(callerOf('k1'), 'query', 1);
    await pass(1_000);
    usage.record(callerOf('k1'), 'query', 1);
    await pass(1_000);
    expect(pruned).toEqual([TODAY - 89]);
  });

  it('counts nothing of addresses', async () => {
    const { usage, scheduler } = world();
    const somebody = callerOf(null, { identity: 'address:1.2.3.4' });
    usage.record(somebody, 'query', 1);
    expect(await usage.read(somebody, 1)).toEqual([]);
    expect(scheduler.sleeping).toBe(0);
  });

  it('writes what waits before it closes', async () => {
    const { usage, store } = world();
    usage.record(callerOf('k1'), 'query', 1);
    await usage.close();
    expect(await store.read({ tenant: 'acme', subject: 'k1', fromDay: 0 })).toHaveLength(1);
  });
});
