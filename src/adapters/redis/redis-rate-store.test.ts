import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rateStoreContract } from '../../../test/contract/rate-store.contract.ts';
import { NO_REDIS, REDIS_URL } from '../../../test/support/services/redis-server.ts';
import type { OutboundPolicy } from '../../ports/outbound-policy.ts';
import { DAY_MS } from '../../ports/rate-store.ts';
import type { RateDebt, SharedRateStore } from '../../ports/shared-rate-store.ts';
import { newId, systemRandom } from '../../shared/ids.ts';
import { rateScripts } from './rate-scripts.ts';
import { createRedisRateStore } from './redis-rate-store.ts';

const MIDNIGHT_MS = 20_000 * DAY_MS;

/** Calls as they are: the contract is about answers, not about a Redis that fails. */
const plain: OutboundPolicy = { state: 'closed', run: (call) => call(), probe: (call) => call() };

const LIMITS = { burst: 10, perMinute: 60, perHour: 1_000, perDay: 100 };
const NOW_DAY = MIDNIGHT_MS / DAY_MS;
const request = (cost = 1) => ({ identity: 'key:a', limits: LIMITS, lowered: null, cost });

/** A store on a clock of the test; `raw` sees what it keeps. */
async function openStore() {
  const url = REDIS_URL ?? '';
  const namespace = newId('test', systemRandom);
  const raw = new Redis(url);
  await raw.set(`${namespace}:now`, MIDNIGHT_MS, 'EX', 600);
  const opened: SharedRateStore[] = [];
  const open = async (): Promise<SharedRateStore> => {
    const ready = Promise.withResolvers<void>();
    const store = createRedisRateStore({
      url,
      namespace,
      random: systemRandom,
      policy: plain,
      watcher: { lost: () => undefined, reachable: () => ready.resolve() },
      // Everything but the clock is as in use.
      scripts: rateScripts(`local time = tonumber(redis.call('GET', '${namespace}:now'))\n`),
    });
    await ready.promise;
    opened.push(store);
    return store;
  };
  return {
    ...{ raw, namespace, open, store: await open() },
    async advance(ms: number) {
      await raw.incrby(`${namespace}:now`, ms);
    },
    async close() {
      for (const store of opened) await store.close();
      raw.disconnect();
    },
  };
}

describe.skipIf(REDIS_URL === undefined)(`redis rate store (${NO_REDIS})`, () => {
  rateStoreContract('redis', async () => {
    const { store, advance, close } = await openStore();
    return {
      store: { take: (asked) => store.take(asked, null), look: (asked) => store.look(asked, null) },
      advance,
      close,
    };
  });

  describe('for many processes', () => {
    let bed: Awaited<ReturnType<typeof openStore>>;
    beforeEach(async () => {
      bed = await openStore();
    });
    afterEach(() => bed.close());
    const left = async () =>
      Object.fromEntries((await bed.store.look(request(), null)).windows.map(({ window, left }) => [window, left]));
    const debt = (more: Partial<RateDebt>): RateDebt => ({
      ...{ name: 'first', identity: 'key:a', limits: LIMITS, taken: [], known: null },
      untold: { day: NOW_DAY, used: 0 },
      ...more,
    });

    it('counts what a process admitted without it where it belongs in time, and once', async () => {
      await bed.advance(3_600_000);
      await bed.store.take(request(2), null);
      await bed.advance(10_000);
      const taken = [
        { ageMs: 1_800_000, units: 100 },
        { ageMs: 50_000, units: 20 },
        { ageMs: 4_000, units: 6 },
      ];
      for (let i = 0; i < 2; i++) await bed.store.settle(debt({ taken, untold: { day: NOW_DAY, used: 26 } }));
      expect(await left()).toEqual({ burst: 8, per_minute: 32, per_hour: 872, per_day: 72 });
      await bed.advance(10_000);
      expect(await left()).toEqual({ burst: 10, per_minute: 52, per_hour: 872, per_day: 72 });
      await bed.advance(40_000);
      expect(await left()).toMatchObject({ per_minute: 54 });
      await bed.advance(6_000);
      expect(await left()).toMatchObject({ per_minute: 60 });
      await bed.advance(1_800_000);
      expect(await left()).toMatchObject({ per_hour: 972 });
    });

    it('counts what it was told before what it is asked after that', async () => {
      const telling = bed.store.settle(debt({ taken: [{ ageMs: 0, units: 10 }] }));
      expect(await bed.store.take(request(), null)).toMatchObject({ allowed: false, violated: ['burst'] });
      await telling;
    });

    it('owes the burst what several processes admitted at once', async () => {
      for (const name of ['one', 'two', 'three'])
        await bed.store.settle(debt({ name, taken: [{ ageMs: 0, units: 5 }] }));
      expect(await bed.store.take(request(), null)).toMatchObject({ allowed: false, retryAfterMs: 6_000 });
    });

    it('owes the burst what several processes took in turn, each within what comes back', async () => {
      const turns = (first: number) =>
        Array.from({ length: 15 }, (_, i) => ({ ageMs: 30_000 - first - i * 2_000, units: 1 }));
      await bed.store.settle(debt({ name: 'one', taken: [{ ageMs: 30_000, units: 5 }, ...turns(1_000)] }));
      await bed.store.settle(debt({ name: 'two', taken: [{ ageMs: 30_000, units: 5 }, ...turns(2_000)] }));
      // Forty units in thirty seconds, each alone no more than its half of a unit a second and five at once.
      expect(await left()).toMatchObject({ burst: 0, per_minute: 20 });
    });

    it('does not begin a date anew that a process knows of', async () => {
      const known = { day: NOW_DAY, used: 99 };
      expect(await bed.store.take(request(), known)).toMatchObject({
        allowed: true,
        today: { day: NOW_DAY, used: 100 },
      });
      expect((await bed.store.take(request(), null)).violated).toEqual(['per_day']);
      await bed.advance(DAY_MS);
      expect(await bed.store.take(request(), known)).toMatchObject({ today: { day: NOW_DAY + 1, used: 1 } });
      await bed.store.settle(debt({ known: { day: NOW_DAY + 1, used: 50 }, untold: { day: NOW_DAY + 1, used: 10 } }));
      expect(await left()).toMatchObject({ per_day: 40 });
    });

    it('takes what it is told of an identity without a limit a minute', async () => {
      const limits = { ...LIMITS, burst: null, perMinute: null };
      await bed.store.settle(debt({ limits, taken: [{ ageMs: 5, units: 7 }] }));
      const { windows } = await bed.store.look({ ...request(), limits }, null);
      expect(windows.map(({ left: units }) => units)).toEqual([993, 100]);
    });

    it('counts the processes that are alive, and names its memory', async () => {
      const other = await bed.open();
      const { memory } = await bed.store.pulse();
      expect(await other.pulse()).toEqual({ processes: 2, memory });
      await bed.advance(9_999);
      expect(await bed.store.pulse()).toEqual({ processes: 2, memory });
      await bed.advance(1);
      expect(await bed.store.pulse()).toEqual({ processes: 1, memory });
      await other.pulse();
      await other.close();
      expect(await bed.store.pulse()).toEqual({ processes: 1, memory });
      await bed.raw.del(`${bed.namespace}:{processes}:memory`);
      expect((await bed.store.pulse()).memory).not.toBe(memory);
    });

    it('goes on when Redis forgot the scripts', async () => {
      await bed.store.take(request(), null);
      await bed.raw.script('FLUSH');
      expect(await bed.store.take(request(), null)).toMatchObject({ allowed: true });
      expect(await left()).toMatchObject({ burst: 8 });
    });

    it('keeps the keys of an identity in one slot, and none for ever', async () => {
      await bed.store.take({ ...request(), identity: 'address:{2001:db8::}' }, null);
      await bed.store.settle(debt({ identity: 'address:{2001:db8::}', taken: [{ ageMs: 0, units: 1 }] }));
      await bed.store.pulse();
      const keys = (await bed.raw.keys(`${bed.namespace}:{*`)).toSorted();
      expect(keys).toHaveLength(6);
      const tags = new Set(keys.map((key) => key.slice(key.indexOf('{'), key.indexOf('}') + 1)));
      expect(tags).toEqual(new Set(['{address%3A%7B2001%3Adb8%3A%3A%7D}', '{processes}']));
      for (const key of keys) {
        const leftMs = await bed.raw.pttl(key);
        expect(leftMs, key).toBeGreaterThan(0);
        expect(leftMs, key).toBeLessThanOrEqual(25 * 3_600_000);
      }
    });

    it('takes little room', async () => {
      for (let i = 0; i < 60; i++) {
        await bed.store.take(request(), null);
        await bed.advance(1_000);
      }
      const keys = await bed.raw.keys(`${bed.namespace}:{key*`);
      let bytes = 0;
      for (const key of keys) bytes += Number(await bed.raw.memory('USAGE', key));
      expect(bytes).toBeLessThan(2_048);
    });
  });
});
