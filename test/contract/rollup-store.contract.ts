import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RollupStore } from '../../src/ports/rollup-store.ts';
import { rollupKey, rollupWrite } from '../support/activity.ts';

/** An empty store; `reopen` closes it and opens it again over the same data. */
export type RollupStoreBed = {
  readonly rollups: RollupStore;
  reopen(): Promise<RollupStore>;
  close(): Promise<void>;
};

/** What every roll-up store must do. */
export function rollupStoreContract(name: string, create: () => Promise<RollupStoreBed>): void {
  describe(`${name}: roll-up contract`, () => {
    let bed: RollupStoreBed;
    let rollups: RollupStore;

    beforeEach(async () => {
      bed = await create();
      rollups = bed.rollups;
    });
    afterEach(() => bed.close());

    const starts = async (sinceMs = 0, untilMs = 1e9, limit = 1_000, tenant = 'acme') =>
      (await rollups.range(tenant, 'day', { sinceMs, untilMs, limit })).map(({ startMs }) => startMs);
    const fill = (...startsMs: readonly number[]) => rollups.put(startsMs.map((startMs) => rollupWrite(startMs)));

    it('gives back what was written', async () => {
      expect(await rollups.put([rollupWrite(10, { text: 'ü 𝄞' })])).toEqual([true]);
      expect(await rollups.get(rollupKey(10))).toEqual({ startMs: 10, version: 1, text: 'ü 𝄞' });
    });

    it('gives back long text whole', async () => {
      const text = JSON.stringify(Array.from({ length: 5_000 }, (_, i) => i));
      await rollups.put([rollupWrite(10, { text })]);
      expect((await rollups.get(rollupKey(10)))?.text).toBe(text);
      expect((await rollups.range('acme', 'day', { sinceMs: 0, untilMs: 11, limit: 1 }))[0]?.text).toBe(text);
    });

    it('has nothing for a key nobody wrote', async () => {
      await fill(10);
      expect(await rollups.get(rollupKey(11))).toBeNull();
    });

    it('tells tenants apart', async () => {
      await fill(10);
      expect(await rollups.get(rollupKey(10, { tenant: 'globex' }))).toBeNull();
      expect(await starts(0, 1e9, 10, 'globex')).toEqual([]);
    });

    it('tells hours and days apart', async () => {
      await fill(10);
      expect(await rollups.get(rollupKey(10, { grain: 'hour' }))).toBeNull();
      await rollups.put([rollupWrite(10, { key: rollupKey(10, { grain: 'hour' }), text: 'hour' })]);
      expect((await rollups.get(rollupKey(10)))?.text).toBe('figures of 10');
    });

    it('replaces the version it was made from', async () => {
      await fill(10);
      expect(await rollups.put([rollupWrite(10, { text: 'more', fromVersion: 1 })])).toEqual([true]);
      expect(await rollups.get(rollupKey(10))).toEqual({ startMs: 10, version: 2, text: 'more' });
    });

    it('leaves a newer version as it is', async () => {
      await fill(10);
      await rollups.put([rollupWrite(10, { text: 'theirs', fromVersion: 1 })]);
      expect(await rollups.put([rollupWrite(10, { text: 'late', fromVersion: 1 })])).toEqual([false]);
      expect(await rollups.get(rollupKey(10))).toMatchObject({ version: 2, text: 'theirs' });
    });

    it('does not make a row that is there', async () => {
      await fill(10);
      expect(await rollups.put([rollupWrite(10, { text: 'late' })])).toEqual([false]);
      expect(await rollups.get(rollupKey(10))).toMatchObject({ version: 1, text: 'figures of 10' });
    });

    it('does not replace a row that is gone', async () => {
      expect(await rollups.put([rollupWrite(10, { fromVersion: 3 })])).toEqual([false]);
      expect(await rollups.get(rollupKey(10))).toBeNull();
    });

    it('decides each write by itself', async () => {
      await fill(10);
      const writes = [rollupWrite(10), rollupWrite(20), rollupWrite(10, { fromVersion: 1, text: 'more' })];
      expect(await rollups.put(writes)).toEqual([false, true, true]);
      expect(await starts()).toEqual([10, 20]);
    });

    it('takes two writes of one key in their order', async () => {
      const writes = [rollupWrite(10), rollupWrite(10, { fromVersion: 1, text: 'second' })];
      expect(await rollups.put(writes)).toEqual([true, true]);
      expect(await rollups.get(rollupKey(10))).toMatchObject({ version: 2, text: 'second' });
    });

    it('lets one of two writers win', async () => {
      const done = await Promise.all([
        rollups.put([rollupWrite(10, { text: 'a' })]),
        rollups.put([rollupWrite(10, { text: 'b' })]),
      ]);
      expect(done.flat().toSorted()).toEqual([false, true]);
    });

    it('takes nothing to write', async () => {
      expect(await rollups.put([])).toEqual([]);
    });

    it('lists oldest first', async () => {
      await fill(30, 10, 20);
      expect(await starts()).toEqual([10, 20, 30]);
    });

    it('lists from the first time up to before the last', async () => {
      await fill(10, 20, 30);
      expect(await starts(10, 30)).toEqual([10, 20]);
      expect(await starts(11, 20)).toEqual([]);
    });

    it('lists at most so many', async () => {
      await fill(10, 20, 30);
      expect(await starts(0, 100, 2)).toEqual([10, 20]);
      expect(await starts(21, 100, 2)).toEqual([30]);
    });

    it('lists rows with their version and text', async () => {
      await fill(10);
      await rollups.put([rollupWrite(10, { text: 'more', fromVersion: 1 })]);
      expect(await rollups.range('acme', 'day', { sinceMs: 0, untilMs: 100, limit: 9 })).toEqual([
        { startMs: 10, version: 2, text: 'more' },
      ]);
    });

    it('prunes what starts before the time, of every tenant', async () => {
      await fill(10, 20, 30);
      await rollups.put([rollupWrite(10, { key: rollupKey(10, { tenant: 'globex' }) })]);
      expect(await rollups.prune('day', 20)).toBe(2);
      expect(await starts()).toEqual([20, 30]);
      expect(await starts(0, 100, 9, 'globex')).toEqual([]);
    });

    it('prunes one grain and leaves the other', async () => {
      await rollups.put([rollupWrite(10, { key: rollupKey(10, { grain: 'hour' }) }), rollupWrite(10)]);
      expect(await rollups.prune('hour', 100)).toBe(1);
      expect(await starts()).toEqual([10]);
    });

    it('prunes nothing when nothing is old, and comes to an end', async () => {
      await fill(10);
      expect(await rollups.prune('day', 10)).toBe(0);
      expect(await rollups.prune('day', 11)).toBe(1);
      expect(await rollups.prune('day', 11)).toBe(0);
    });

    it('keeps them over a restart', async () => {
      await fill(10);
      rollups = await bed.reopen();
      expect(await rollups.get(rollupKey(10))).toEqual({ startMs: 10, version: 1, text: 'figures of 10' });
    });
  });
}
