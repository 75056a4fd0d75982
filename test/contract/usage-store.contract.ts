import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { QuotaStore, UsageRow, UsageStore } from '../../src/ports/usage-store.ts';

/** Empty stores; `reopen` closes them and opens them again over the same data. */
export type UsageStoresBed = {
  readonly usage: UsageStore;
  readonly quotas: QuotaStore;
  reopen(): Promise<{ readonly usage: UsageStore; readonly quotas: QuotaStore }>;
  close(): Promise<void>;
};

const ROW: UsageRow = {
  tenant: 'acme',
  subject: 'k1',
  day: 20_000,
  operation: 'query',
  tier: 'free',
  calls: 1,
  units: 2,
};

/** What every store of usage and every store of quotas must do. */
export function usageStoresContract(name: string, create: () => Promise<UsageStoresBed>): void {
  let bed: UsageStoresBed;

  describe(`${name}: usage contract`, () => {
    let usage: UsageStore;

    beforeEach(async () => {
      bed = await create();
      usage = bed.usage;
    });
    afterEach(() => bed.close());

    const add = (...changes: Partial<UsageRow>[]) => usage.add(changes.map((change) => ({ ...ROW, ...change })));
    const read = (change: { tenant?: string; subject?: string; fromDay?: number } = {}) =>
      usage.read({ tenant: 'acme', subject: 'k1', fromDay: 0, ...change });
    const prune = async (day: number): Promise<number> => {
      let removed = 0;
      for (let call = 0; call < 100; call++) {
        const now = await usage.prune(day);
        if (now === 0) return removed;
        removed += now;
      }
      return Number.NaN;
    };

    it('begins empty', async () => {
      expect(await read()).toEqual([]);
    });

    it('gives back what was added', async () => {
      await add({});
      expect(await read()).toEqual([ROW]);
    });

    it('adds up', async () => {
      await add({}, { calls: 5, units: 7 });
      await add({ calls: 10, units: 100 });
      expect(await read()).toEqual([{ ...ROW, calls: 16, units: 109 }]);
    });

    it('loses nothing when many add at once', async () => {
      await Promise.all(Array.from({ length: 50 }, () => add({})));
      expect(await read()).toEqual([{ ...ROW, calls: 50, units: 100 }]);
    });

    it('keeps dates, operations and tiers apart, newest date first', async () => {
      await add({ operation: 'search' }, { day: 20_001 }, { tier: 'team' }, {});
      expect((await read()).map(({ day, operation, tier }) => [day, operation, tier])).toEqual([
        [20_001, 'query', 'free'],
        [20_000, 'query', 'free'],
        [20_000, 'query', 'team'],
        [20_000, 'search', 'free'],
      ]);
    });

    it('keeps tenants and subjects apart', async () => {
      await add({}, { tenant: 'globex' }, { subject: 'k2' });
      expect(await read()).toEqual([ROW]);
      expect(await read({ tenant: 'globex', subject: 'k2' })).toEqual([]);
      expect(await read({ subject: 'K1' })).toEqual([]);
    });

    it('reads from a date on', async () => {
      await add({ day: 19_999 }, { day: 20_000 }, { day: 20_001 });
      expect((await read({ fromDay: 20_000 })).map(({ day }) => day)).toEqual([20_001, 20_000]);
      expect(await read({ fromDay: 20_002 })).toEqual([]);
    });

    it('takes nothing of nothing', async () => {
      await add();
      expect(await read()).toEqual([]);
    });

    it('removes old dates of everybody, and no others', async () => {
      await add(...Array.from({ length: 1_200 }, (_, i) => ({ subject: `k${i}`, day: 19_000 })));
      await add({ day: 20_000, tenant: 'globex' }, { day: 20_001 });
      expect(await prune(20_001)).toBe(1_201);
      expect((await read()).map(({ day }) => day)).toEqual([20_001]);
    });

    it('holds over a restart', async () => {
      await add({ subject: 'ü k1' });
      usage = (await bed.reopen()).usage;
      expect(await read({ subject: 'ü k1' })).toEqual([{ ...ROW, subject: 'ü k1' }]);
    });
  });

  describe(`${name}: quota contract`, () => {
    let quotas: QuotaStore;

    beforeEach(async () => {
      bed = await create();
      quotas = bed.quotas;
    });
    afterEach(() => bed.close());

    const put = (identity: string, units: number, day = 20_000) => quotas.put([{ identity, day, units }]);
    const since = async (day = 0) =>
      Object.fromEntries((await quotas.since(day)).map((row) => [row.identity, row.units]));

    it('begins empty', async () => {
      expect(await quotas.since(0)).toEqual([]);
    });

    it('gives back what was put', async () => {
      await put('key:a', 100);
      expect(await quotas.since(20_000)).toEqual([{ identity: 'key:a', day: 20_000, units: 100 }]);
    });

    it('puts the newest in place, up or down', async () => {
      await put('key:a', 100);
      await put('key:a', 200);
      expect(await since()).toEqual({ 'key:a': 200 });
      await put('key:a', 7);
      expect(await since()).toEqual({ 'key:a': 7 });
    });

    it('has the last of many that were put in order', async () => {
      await Promise.all(Array.from({ length: 50 }, (_, i) => put('key:a', i)));
      expect(await since()).toEqual({ 'key:a': 49 });
    });

    it('keeps identities apart', async () => {
      await quotas.put([
        { identity: 'key:a', day: 20_000, units: 1 },
        { identity: 'key:A', day: 20_000, units: 2 },
        { identity: 'key:ä', day: 20_000, units: 3 },
      ]);
      expect(await since()).toEqual({ 'key:a': 1, 'key:A': 2, 'key:ä': 3 });
    });

    it('keeps dates apart', async () => {
      await put('key:a', 1, 20_000);
      await put('key:a', 2, 20_001);
      expect(await since(20_001)).toEqual({ 'key:a': 2 });
      expect(await quotas.since(20_000)).toHaveLength(2);
    });

    it('takes nothing of nothing', async () => {
      await quotas.put([]);
      expect(await quotas.since(0)).toEqual([]);
    });

    it('removes old dates and no others', async () => {
      await quotas.put(Array.from({ length: 1_200 }, (_, i) => ({ identity: `key:${i}`, day: 19_999, units: 1 })));
      await put('key:a', 5);
      let removed = 0;
      for (let call = 0, now = 1; call < 100 && now > 0; call++) {
        now = await quotas.prune(20_000);
        removed += now;
      }
      expect(removed).toBe(1_200);
      expect(await since()).toEqual({ 'key:a': 5 });
    });

    it('keeps large quotas', async () => {
      await put('key:a', Number.MAX_SAFE_INTEGER);
      expect(await since()).toEqual({ 'key:a': Number.MAX_SAFE_INTEGER });
    });

    it('holds over a restart', async () => {
      await put('key:a', 5);
      quotas = (await bed.reopen()).quotas;
      expect(await since()).toEqual({ 'key:a': 5 });
    });
  });
}
