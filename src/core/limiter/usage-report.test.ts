import { describe, expect, it } from 'vitest';
import { memoryUsage } from '../../../test/support/memory-usage.ts';
import { MemoryRateStore } from '../../adapters/memory/rate/memory-rate-store.ts';
import type { Caller } from '../../ports/caller.ts';
import { DAY_MS } from '../../ports/rate-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { KeyUsage } from './key-usage.ts';
import { RateLimiter } from './rate-limiter.ts';
import { TierTable } from './tier-table.ts';
import { TIERS } from './tiers.ts';
import { UsageReports } from './usage-report.ts';

function callerOf(tier: string, keyId: string | null, identity = `key:${keyId}`): Caller {
  return { principal: { tenant: 'acme', tier, scopes: [], userId: null }, keyId, identity, limits: null };
}

function world(share = 1) {
  const clock = manualClock(20_000 * DAY_MS);
  const store = new MemoryRateStore({ clock, random: { fill: (bytes) => bytes } });
  const usage = new KeyUsage({
    store: memoryUsage(),
    clock,
    scheduler: manualScheduler(),
    onFailure: () => undefined,
  });
  const limiter = new RateLimiter({ store, local: store, tiers: new TierTable(TIERS), factorOf: () => share, usage });
  return { limiter, clock, reports: new UsageReports({ limiter, usage, clock }) };
}

describe('UsageReports', () => {
  it('tells a key its windows and its use', async () => {
    const { limiter, reports } = world();
    const caller = callerOf('basic', 'k1');
    await limiter.take(caller, 4);
    limiter.record(caller, 'askBatch', 4);
    const report = await reports.of(caller, 30);
    expect(report).toMatchObject({ tier: 'standard', atMs: 20_000 * DAY_MS, limits: { share: 1, costMax: 10 } });
    expect(report.limits?.inForce).toBe(report.limits?.contract);
    expect(report.limits?.windows.map(({ limit, left }) => limit - left)).toEqual([4, 4, 4, 4]);
    expect(report.rows).toMatchObject([{ operation: 'askBatch', tier: 'basic', calls: 1, units: 4 }]);
  });

  it('tells of lowered limits', async () => {
    const { reports } = world(0.5);
    const { limits } = await reports.of(callerOf('free', 'k1'), 1);
    expect(limits).toMatchObject({ share: 0.5, contract: { perMinute: 60 }, inForce: { perMinute: 30 } });
    expect(limits?.windows[1]?.limit).toBe(30);
  });

  it('tells who has no limits just that', async () => {
    const { limiter, reports } = world();
    const local = callerOf('local', null, 'local');
    limiter.record(local, 'ask', 1);
    const report = await reports.of(local, 1);
    expect(report).toMatchObject({ tier: 'local', limits: null, rows: [{ subject: 'local', calls: 1 }] });
  });

  it('keeps nothing of addresses but their windows', async () => {
    const { limiter, reports } = world();
    const somebody = callerOf('anonymous', null, 'address:1.2.3.4');
    await limiter.take(somebody, 1);
    limiter.record(somebody, 'ask', 1);
    const report = await reports.of(somebody, 1);
    expect(report.rows).toEqual([]);
    expect(report.limits?.windows[0]?.left).toBe(9);
  });
});
