import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADDRESS_IDENTITY, type RateDecision, type RateLimits, type RateStore } from '../../src/ports/rate-store.ts';
import { RateOracle, rateSchedule } from '../support/rate-oracle.ts';
import { seededRandom } from '../support/seeded-random.ts';

/** An empty store whose time stands still, at a UTC midnight, until `advance` moves both of its clocks by whole milliseconds. */
export type RateStoreBed = {
  readonly store: RateStore;
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
};

const STANDARD: RateLimits = { burst: 10, perMinute: 60, perHour: 1_000, perDay: 10_000 };
const NONE: RateLimits = { burst: null, perMinute: null, perHour: null, perDay: null };
const HOUR_MS = 3_600_000;
const MIDNIGHT_MS = 24 * HOUR_MS;

type Ask = { limits?: RateLimits; lowered?: RateLimits | null; cost?: number; identity?: string };

/** What every rate store must do. */
export function rateStoreContract(name: string, create: () => Promise<RateStoreBed>): void {
  describe(`${name}: rate store contract`, () => {
    let bed: RateStoreBed;

    beforeEach(async () => {
      bed = await create();
    });
    afterEach(() => bed.close());

    const request = ({ limits = STANDARD, lowered = null, cost = 1, identity = 'key:a' }: Ask) => ({
      identity,
      limits,
      lowered,
      cost,
    });
    const take = async (ask: Ask = {}): Promise<RateDecision> => bed.store.take(request(ask));
    const look = async (ask: Ask = {}): Promise<RateDecision> => bed.store.look(request(ask));
    const left = async (ask: Ask = {}): Promise<Record<string, number>> =>
      Object.fromEntries((await look(ask)).windows.map(({ window, left }) => [window, left]));
    const takeMany = async (count: number, ask: Ask = {}): Promise<number> => {
      let allowed = 0;
      for (let i = 0; i < count; i++) if ((await take(ask)).allowed) allowed += 1;
      return allowed;
    };
    /** Takes what is asked `everyMs`, and gives how many were admitted. */
    const takeEvery = async (everyMs: number, count: number, ask: Ask = {}): Promise<number> => {
      let allowed = 0;
      for (let i = 0; i < count; i++) {
        if ((await take(ask)).allowed) allowed += 1;
        await bed.advance(everyMs);
      }
      return allowed;
    };

    it('shows an identity it never saw all of its windows', async () => {
      expect((await look()).windows).toEqual([
        { window: 'burst', limit: 10, left: 10, resetMs: 0 },
        { window: 'per_minute', limit: 60, left: 60, resetMs: 0 },
        { window: 'per_hour', limit: 1_000, left: 1_000, resetMs: 0 },
        { window: 'per_day', limit: 10_000, left: 10_000, resetMs: 0 },
      ]);
    });

    it('admits a burst at once and nothing more', async () => {
      expect(await takeMany(30)).toBe(10);
      const refused = await take();
      expect(refused).toMatchObject({ allowed: false, retryAfterMs: 1_000, withinContract: false });
      expect(refused.violated).toEqual(['burst']);
    });

    it('says of an admitted call what is left and when it is back', async () => {
      const decision = await take({ cost: 3 });
      expect(decision).toMatchObject({ allowed: true, retryAfterMs: 0, withinContract: true });
      expect(decision.violated).toEqual([]);
      expect(decision.windows).toEqual([
        { window: 'burst', limit: 10, left: 7, resetMs: 3_000 },
        { window: 'per_minute', limit: 60, left: 57, resetMs: 60_000 },
        { window: 'per_hour', limit: 1_000, left: 997, resetMs: HOUR_MS + 15_000 },
        { window: 'per_day', limit: 10_000, left: 9_997, resetMs: MIDNIGHT_MS },
      ]);
    });

    it('refills the burst a unit at a time, to the millisecond', async () => {
      await takeMany(10);
      await bed.advance(999);
      expect((await take()).retryAfterMs).toBe(1);
      await bed.advance(1);
      expect(await takeMany(2)).toBe(1);
    });

    it('rounds up the wait of a rate that does not divide a minute', async () => {
      const limits = { ...STANDARD, burst: 1, perMinute: 7 };
      await take({ limits });
      expect((await take({ limits })).retryAfterMs).toBe(8_572);
      await bed.advance(8_571);
      expect((await take({ limits })).allowed).toBe(false);
      await bed.advance(1);
      expect((await take({ limits })).allowed).toBe(true);
    });

    it('admits a steady client that uses up its minutes', async () => {
      expect(await takeEvery(1_000, 200)).toBe(200);
    });

    it('admits sixty in a rolling minute, burst or not', async () => {
      expect(await takeMany(10)).toBe(10);
      expect(await takeEvery(1_000, 59)).toBe(49 + 1);
      const refused = await take();
      expect(refused.violated).toEqual(['per_minute']);
      expect(refused.retryAfterMs).toBe(1_000);
    });

    it('frees a unit of the minute after exactly a minute', async () => {
      const limits = { ...STANDARD, burst: 60 };
      await takeMany(60, { limits });
      await bed.advance(59_999);
      expect((await look({ limits })).violated).toEqual(['per_minute']);
      await bed.advance(1);
      expect(await takeMany(61, { limits })).toBe(60);
    });

    it('counts the slot an hour ago in full', async () => {
      const limits = { ...STANDARD, perHour: 5 };
      await bed.advance(14_999);
      await takeMany(5, { limits });
      await bed.advance(HOUR_MS);
      expect(await take({ limits })).toMatchObject({ allowed: false, retryAfterMs: 1 });
      await bed.advance(1);
      expect((await take({ limits })).allowed).toBe(true);
    });

    it('frees the hour by slots, as far as a call needs', async () => {
      const limits = { ...STANDARD, perHour: 6 };
      for (const gapMs of [30_000, 30_000, 0]) {
        await take({ limits, cost: 2 });
        await bed.advance(gapMs);
      }
      expect((await take({ limits, cost: 2 })).retryAfterMs).toBe(HOUR_MS + 15_000 - 60_000);
      expect((await take({ limits, cost: 3 })).retryAfterMs).toBe(HOUR_MS + 15_000 - 30_000);
      expect((await take({ limits, cost: 3 })).violated).toEqual(['per_hour']);
    });

    it('counts days by the date', async () => {
      const limits = { ...STANDARD, perDay: 5 };
      await bed.advance(MIDNIGHT_MS - 120_001);
      await takeMany(5, { limits });
      await bed.advance(120_000);
      expect(await take({ limits })).toMatchObject({ allowed: false, retryAfterMs: 1, violated: ['per_day'] });
      await bed.advance(1);
      expect(await takeMany(6, { limits })).toBe(5);
    });

    it('takes the cost of a call from every window', async () => {
      await take({ cost: 4 });
      expect(await left()).toEqual({ burst: 6, per_minute: 56, per_hour: 996, per_day: 9_996 });
      expect((await take({ cost: 7 })).retryAfterMs).toBe(1_000);
    });

    it('changes nothing when it refuses', async () => {
      await takeMany(10);
      const before = await look();
      await takeMany(20, { cost: 5 });
      expect((await look()).windows).toEqual(before.windows);
      await bed.advance(1_000);
      expect((await take()).allowed).toBe(true);
    });

    it('takes from no window when one of them refuses', async () => {
      const limits = { ...STANDARD, perHour: 3 };
      await takeMany(8, { limits });
      expect(await left({ limits })).toEqual({ burst: 7, per_minute: 57, per_hour: 0, per_day: 9_997 });
    });

    it('takes nothing for a look', async () => {
      for (let i = 0; i < 20; i++) expect((await look({ cost: 10 })).allowed).toBe(true);
      expect((await take({ cost: 10 })).allowed).toBe(true);
      expect(await look()).toMatchObject({ allowed: false, retryAfterMs: 1_000, violated: ['burst'] });
    });

    it('names every window that refuses, the longest wait first', async () => {
      const limits = { burst: 5, perMinute: 5, perHour: 5, perDay: 5 };
      await take({ limits, cost: 5 });
      const refused = await take({ limits });
      expect(refused.violated).toEqual(['per_day', 'per_hour', 'per_minute', 'burst']);
      expect(refused.retryAfterMs).toBe(MIDNIGHT_MS);
    });

    it('admits everything where nothing is limited', async () => {
      expect(await takeMany(100, { limits: NONE, cost: 1_000 })).toBe(100);
      expect((await look({ limits: NONE })).windows).toEqual([]);
    });

    it('shows only windows with a limit', async () => {
      const decision = await take({ limits: { ...NONE, perHour: 2 } });
      expect(decision.windows.map(({ window }) => window)).toEqual(['per_hour']);
      expect(await takeMany(3, { limits: { ...NONE, perHour: 2 } })).toBe(1);
    });

    it('keeps identities apart', async () => {
      await takeMany(10);
      for (const identity of ['key:b', 'key:', `${ADDRESS_IDENTITY}key:a`, 'key:a}', 'key:{a}', 'key:ä'])
        expect(await takeMany(11, { identity }), identity).toBe(10);
    });

    it('admits no more when many ask at once', async () => {
      const decisions = await Promise.all(Array.from({ length: 64 }, () => take()));
      expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(10);
    });

    it('holds smaller limits at once, over what was taken before', async () => {
      await takeMany(8);
      const smaller = { ...STANDARD, burst: 9, perMinute: 9 };
      expect(await takeMany(3, { limits: smaller })).toBe(1);
      await bed.advance(50_000);
      expect((await take({ limits: smaller })).violated).toEqual(['per_minute']);
    });

    it('holds larger limits at once, and gives nothing back', async () => {
      await takeMany(10);
      expect(await takeMany(20, { limits: { ...STANDARD, burst: 15 } })).toBe(5);
    });

    it('refuses by lowered limits what the contract admits, and says so', async () => {
      const lowered = { ...STANDARD, perMinute: 15, perHour: 250 };
      expect(await takeMany(11, { lowered })).toBe(10);
      expect(await take({ lowered })).toMatchObject({ allowed: false, withinContract: false });
      await bed.advance(1_000);
      expect(await take({ lowered })).toMatchObject({ allowed: false, withinContract: true, retryAfterMs: 3_000 });
      await bed.advance(3_000);
      expect((await take({ lowered })).allowed).toBe(true);
    });

    it('remembers under lowered limits what the contract would have paid back', async () => {
      const lowered = { ...STANDARD, perMinute: 15 };
      await takeMany(10, { lowered });
      await bed.advance(10_000);
      // A contract that was never lowered admits ten again; lowered, two and a half are back.
      expect(await takeMany(2, { lowered })).toBe(2);
      expect(await take({ lowered })).toMatchObject({ allowed: false, withinContract: true });
      expect(await take({ lowered, cost: 9 })).toMatchObject({ allowed: false, withinContract: false });
      expect(await takeMany(10)).toBe(8);
    });

    it('shows the lowered limits while they are in force', async () => {
      const lowered = { ...STANDARD, perMinute: 30, perHour: 500 };
      const { windows } = await take({ lowered });
      expect(windows.map(({ limit, left }) => [limit, left])).toEqual([
        [10, 9],
        [30, 29],
        [500, 499],
        [10_000, 9_999],
      ]);
      expect(windows[0]?.resetMs).toBe(2_000);
    });

    it('refuses a cost above a limit in force without taking', async () => {
      const refused = await take({ cost: 11 });
      expect(refused.allowed).toBe(false);
      expect(refused.retryAfterMs).toBeGreaterThan(0);
      expect(await take({ limits: { ...STANDARD, perMinute: 5 }, cost: 6 })).toMatchObject({ allowed: false });
      expect(await take({ limits: { ...STANDARD, perHour: 5 }, cost: 6 })).toMatchObject({ allowed: false });
      expect(await left()).toEqual({ burst: 10, per_minute: 60, per_hour: 1_000, per_day: 10_000 });
    });

    it('has everything back when its resets say so', async () => {
      await takeMany(7);
      const { windows } = await take();
      for (const { window, resetMs, limit } of windows.slice(0, 3)) {
        const fresh = await create();
        for (let i = 0; i < 8; i++) await fresh.store.take(request({}));
        const leftAfter = async (ms: number): Promise<number | undefined> => {
          await fresh.advance(ms);
          return (await fresh.store.look(request({}))).windows.find((one) => one.window === window)?.left;
        };
        expect(await leftAfter(resetMs - 1), window).toBeLessThan(limit);
        expect(await leftAfter(1), window).toBe(limit);
        await fresh.close();
      }
    });

    it('admits after exactly the wait it named, and not a millisecond before', async () => {
      const random = seededRandom(11);
      const limits = { burst: 4, perMinute: 9, perHour: 30, perDay: 200 };
      let refused = 0;
      for (let i = 0; i < 150; i++) {
        const cost = 1 + Math.floor(random() * 4);
        await bed.advance(Math.floor(random() * 9_000));
        const { allowed, retryAfterMs } = await take({ limits, cost });
        if (allowed) continue;
        refused += 1;
        await bed.advance(retryAfterMs - 1);
        expect((await take({ limits, cost })).allowed).toBe(false);
        await bed.advance(1);
        expect((await take({ limits, cost })).allowed).toBe(true);
      }
      expect(refused).toBeGreaterThan(20);
    });

    it('agrees with the log of its admissions', async () => {
      for (let seed = 1; seed <= 20; seed++) {
        const { limits, requests } = rateSchedule(seed, 50);
        const fresh = await create();
        const oracle = new RateOracle(limits);
        let atMs = 0;
        for (const { gapMs, cost } of requests) {
          await fresh.advance(gapMs);
          atMs += gapMs;
          const { allowed } = await fresh.store.take(request({ limits, cost }));
          oracle.saw({ atMs, cost, allowed });
        }
        await fresh.close();
        expect(oracle.breaches, `seed ${seed}`).toEqual([]);
      }
    });
  });
}
