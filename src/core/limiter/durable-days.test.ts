import { describe, expect, it } from 'vitest';
import { rateStoreContract } from '../../../test/contract/rate-store.contract.ts';
import { memoryQuotas } from '../../../test/support/memory-usage.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { MemoryRateStore } from '../../adapters/memory/rate/memory-rate-store.ts';
import { DAY_MS, type RateLimits } from '../../ports/rate-store.ts';
import type { QuotaStore } from '../../ports/usage-store.ts';
import { defined } from '../../shared/assert.ts';
import { type Clock, manualClock } from '../../shared/clock.ts';
import { manualScheduler, type Scheduler } from '../../shared/scheduler.ts';
import { DurableDays } from './durable-days.ts';

const LIMITS: RateLimits = { burst: 10, perMinute: 6_000, perHour: null, perDay: 500 };
const PER_MIDNIGHT = 20_000 * DAY_MS;

type Change = { quotas?: QuotaStore; clock?: Clock; scheduler?: Scheduler };

async function open({ quotas = memoryQuotas(), clock = manualClock(), scheduler = manualScheduler() }: Change) {
  const failures: unknown[] = [];
  const local = new MemoryRateStore({ clock, random: { fill: (bytes) => bytes } });
  const days = new DurableDays({ local, quotas, clock, scheduler, onFailure: (error) => failures.push(error) });
  await days.start();
  const take = async (cost = 1, identity = 'key:a', limits = LIMITS) =>
    days.take({ identity, limits, lowered: null, cost });
  return { days, take, failures };
}

function leftOf(days: DurableDays): number {
  const { windows } = days.look({ identity: 'key:a', limits: LIMITS, lowered: null, cost: 1 });
  return defined(windows.at(-1), 'a day').left;
}

rateStoreContract('memory with quotas that hold', async () => {
  const clock = manualClock();
  const { days } = await open({ clock });
  return { store: days, advance: async (ms) => clock.advance(ms), close: () => days.close() };
});

describe('DurableDays', () => {
  it('sets units aside before they are used', async () => {
    const quotas = memoryQuotas();
    const put: unknown[] = [];
    const { take } = await open({
      quotas: {
        ...quotas,
        put: async (rows) => {
          put.push(...rows);
        },
      },
    });
    expect(put).toEqual([]);
    await take();
    expect(put).toEqual([{ identity: 'key:a', day: 0, units: 11 }]);
  });

  it('answers at once while the block in hand lasts', async () => {
    const clock = manualClock();
    const { days, take } = await open({ clock });
    await take();
    for (let i = 0; i < 300; i++) {
      clock.advance(10);
      const decision = days.take({ identity: 'key:a', limits: LIMITS, lowered: null, cost: 1 });
      expect(decision).not.toBeInstanceOf(Promise);
      // The next block arrives while the rest of this one is used.
      await Promise.resolve().then(() => undefined);
      await Promise.resolve();
    }
  });

  it('counts a whole block as used after a crash, and only what was used after an orderly end', async () => {
    const quotas = memoryQuotas();
    const clock = manualClock(PER_MIDNIGHT);
    const first = await open({ quotas, clock });
    for (let i = 0; i < 7; i++) await first.take();
    const crashed = await open({ quotas, clock });
    const afterCrash = leftOf(crashed.days);
    expect(afterCrash).toBeLessThanOrEqual(493);
    expect(afterCrash).toBeGreaterThanOrEqual(493 - 10);
    await first.days.close();
    const orderly = await open({ quotas, clock });
    expect(leftOf(orderly.days)).toBe(493);
  });

  it('begins each date anew, and forgets those that are over', async () => {
    const quotas = memoryQuotas();
    const clock = manualClock(PER_MIDNIGHT);
    const { take, days } = await open({ quotas, clock });
    for (let i = 0; i < 600; i++) {
      await take();
      clock.advance(10);
    }
    expect((await take()).violated).toEqual(['per_day']);
    clock.advance(DAY_MS);
    expect((await take()).allowed).toBe(true);
    clock.advance(DAY_MS);
    await take();
    await days.close();
    expect([...quotas.rows.values()].map(({ day }) => day)).toEqual([20_001, 20_002]);
  });

  it('keeps no quotas of addresses, and none where there is none', async () => {
    const quotas = memoryQuotas();
    const { take } = await open({ quotas });
    expect((await take(1, 'address:1.2.3.4')).allowed).toBe(true);
    expect((await take(1, 'key:b', { ...LIMITS, perDay: null })).allowed).toBe(true);
    expect(quotas.rows.size).toBe(0);
  });

  it('counts what was used before there was a quota', async () => {
    const quotas = memoryQuotas();
    const { take, days } = await open({ quotas });
    for (let i = 0; i < 5; i++) await take(1, 'key:a', { ...LIMITS, perDay: null });
    await take();
    await days.close();
    expect([...quotas.rows.values()]).toEqual([{ identity: 'key:a', day: 0, units: 6 }]);
  });

  it('refuses what cannot be counted, as a matter of capacity, and goes on when it can', async () => {
    const quotas = memoryQuotas();
    let isBroken = true;
    const clock = manualClock();
    const breakable: QuotaStore = {
      ...quotas,
      put: (rows) => (isBroken ? Promise.reject(new Error('disk')) : quotas.put(rows)),
    };
    const { take, failures } = await open({ quotas: breakable, clock });
    const refused = await take();
    expect(refused).toMatchObject({ allowed: false, withinContract: true, retryAfterMs: 1_000, violated: ['per_day'] });
    await take();
    expect(failures).toHaveLength(1);
    isBroken = false;
    expect((await take()).allowed).toBe(false);
    clock.advance(1_000);
    expect((await take()).allowed).toBe(true);
  });

  it('does not wait for a store that does not answer', async () => {
    const scheduler = manualScheduler();
    const quotas: QuotaStore = { ...memoryQuotas(), put: () => new Promise(() => undefined) };
    const { take } = await open({ quotas, scheduler });
    const decision = take();
    await new Promise(setImmediate);
    scheduler.advance(1_000);
    expect(await decision).toMatchObject({ allowed: false, withinContract: true });
  });

  it('counts a call at midnight on both dates', async () => {
    const quotas = memoryQuotas();
    let nowMs = PER_MIDNIGHT - 1;
    let reads = 0;
    // The date changes between the look at the page and the decision.
    const clock: Clock = { now: () => (reads++ >= 9 ? PER_MIDNIGHT : nowMs), monotonic: () => reads };
    const { days, take } = await open({ quotas, clock });
    await take();
    for (let i = 0; i < 10; i++) await take();
    nowMs = PER_MIDNIGHT;
    await days.close();
    const units = Object.fromEntries([...quotas.rows.values()].map((row) => [row.day, row.units]));
    expect((units[19_999] ?? 0) + (units[20_000] ?? 0)).toBeGreaterThanOrEqual(10);
    expect(Object.keys(units)).toContain('20000');
  });

  it('never admits more than the quota over 300 crashes, and loses at most a block at each', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const admitted = await liveAndDie(seed, memoryQuotas());
      expect(admitted, `seed ${seed}`).toBeLessThanOrEqual(500);
      expect(admitted, `seed ${seed}`).toBeGreaterThanOrEqual(500 - CRASHES * 40);
    }
  });

  it('would admit more if a process did not know what those before it left', async () => {
    const forgetful: QuotaStore = { ...memoryQuotas(), since: async () => [] };
    expect(await liveAndDie(1, forgetful)).toBeGreaterThan(500);
  });
});

const CRASHES = 5;

/** Crashes at any moment, with writes that had landed or not; gives what was admitted over all lives, the last of which uses up what is left. */
async function liveAndDie(seed: number, quotas: QuotaStore): Promise<number> {
  const random = seededRandom(seed);
  const clock = manualClock(PER_MIDNIGHT);
  let admitted = 0;
  let alive = 0;
  for (let life = 0; life <= CRASHES; life++) {
    alive = life;
    const slow: QuotaStore = {
      ...quotas,
      async put(rows) {
        const landsFirst = random() < 0.5;
        if (landsFirst) await quotas.put(rows);
        for (let turn = Math.floor(random() * 6); turn > 0; turn--) await Promise.resolve();
        // A write of a process that is gone does not land any more.
        if (!landsFirst && alive === life) await quotas.put(rows);
      },
    };
    const { days } = await open({ quotas: slow, clock });
    const calls = life === CRASHES ? 700 : Math.floor(random() * 120);
    const pending: Promise<unknown>[] = [];
    for (let i = 0; i < calls; i++) {
      clock.advance(10 + Math.floor(random() * 30));
      const request = { identity: 'key:a', limits: LIMITS, lowered: null, cost: 1 + Math.floor(random() * 2) };
      const taken = Promise.resolve(days.take(request)).then(({ allowed }) => {
        if (allowed && alive === life) admitted += request.cost;
      });
      pending.push(taken);
      if (random() < 0.7) await taken;
    }
    if (life === CRASHES) await Promise.all(pending);
    alive = -1;
  }
  return admitted;
}
