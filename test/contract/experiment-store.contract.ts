import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExperimentStore, NewResult, ResultSource } from '../../src/ports/experiment-store.ts';
import { momentsOf } from '../../src/shared/moments.ts';

/** A store; `reopen` closes it and opens it again over the same data. */
export type ExperimentStoreBed = {
  readonly experiments: ExperimentStore;
  reopen(): Promise<ExperimentStore>;
  close(): Promise<void>;
};

let runs = 0;

/** What every store of experiments must do. */
export function experimentStoreContract(name: string, create: () => Promise<ExperimentStoreBed>): void {
  describe(`${name}: experiment contract`, () => {
    let bed: ExperimentStoreBed;
    let store: ExperimentStore;
    let experiment = { tenant: 'acme', run: '' };

    beforeEach(async () => {
      bed = await create();
      store = bed.experiments;
      runs++;
      experiment = { tenant: 'acme', run: `run-${runs}` };
    });
    afterEach(() => bed.close());

    const assign = (
      unit: string,
      variant = 'a',
      change: { allocation?: number; nowMs?: number; unitsMax?: number } = {},
    ) => {
      const { allocation = 0, nowMs = 7, unitsMax = 100 } = change;
      return store.assign({ ...experiment, unit, variant, allocation, nowMs }, { unitsMax });
    };
    const record = (source: ResultSource, value: number, change: Partial<NewResult> = {}, resultsMax = 100) =>
      store.record({ ...experiment, source, metric: 'm', value, centre: null, ...change }, { resultsMax });
    const ofUnit = (unit: string): ResultSource => ({ kind: 'unit', unit });
    const ofVariant = (variant: string, resultId: string | null = null): ResultSource => ({
      kind: 'variant',
      variant,
      resultId,
    });

    describe('assignments', () => {
      it('keeps the first of a unit, whatever is asked for later', async () => {
        expect(await assign('u', 'a')).toEqual({ variant: 'a', assignedAtMs: 7, isNew: true });
        expect(await assign('u', 'b', { nowMs: 9 })).toEqual({ variant: 'a', assignedAtMs: 7, isNew: false });
        expect(await store.find(experiment, 'u')).toEqual({ variant: 'a', assignedAtMs: 7 });
      });

      it('knows nothing of units that were not assigned', async () => {
        expect(await store.find(experiment, 'u')).toBeNull();
      });

      it('makes one of many assignments of a unit at once', async () => {
        const made = await Promise.all(Array.from({ length: 30 }, (_, i) => assign('u', i % 2 === 0 ? 'a' : 'b')));
        expect(made.filter((each) => each !== 'full' && each.isNew)).toHaveLength(1);
        expect(new Set(made.map((each) => (each === 'full' ? each : each.variant))).size).toBe(1);
      });

      it('counts units by variant and by allocation', async () => {
        await assign('u1', 'a');
        await assign('u2', 'a');
        await assign('u3', 'b');
        await assign('u3', 'b');
        await assign('u4', 'b', { allocation: 1 });
        const { units } = await store.figures(experiment);
        expect(units.toSorted((a, b) => a.allocation - b.allocation || a.variant.localeCompare(b.variant))).toEqual([
          { variant: 'a', allocation: 0, units: 2 },
          { variant: 'b', allocation: 0, units: 1 },
          { variant: 'b', allocation: 1, units: 1 },
        ]);
      });

      it('is full at its limit, for new units alone', async () => {
        await assign('u1', 'a', { unitsMax: 2 });
        await assign('u2', 'b', { unitsMax: 2 });
        expect(await assign('u3', 'a', { unitsMax: 2 })).toBe('full');
        expect(await assign('u1', 'b', { unitsMax: 2 })).toMatchObject({ variant: 'a', isNew: false });
        expect(await store.find(experiment, 'u3')).toBeNull();
      });

      it('takes units of any script, told apart to the last character', async () => {
        await assign('ü:𝄞', 'a');
        expect(await store.find(experiment, 'ü:𝄞')).toMatchObject({ variant: 'a' });
        expect(await store.find(experiment, 'u:𝄞')).toBeNull();
      });
    });

    describe('results', () => {
      it('adds up count, mean and squares, by variant and metric', async () => {
        for (const value of [1, 2, 6]) await record(ofVariant('a'), value);
        await record(ofVariant('b'), 4);
        await record(ofVariant('a'), 8, { metric: 'n' });
        const { values } = await store.figures(experiment);
        const of = (variant: string, metric: string) =>
          values.find((each) => each.variant === variant && each.metric === metric)?.moments;
        expect(of('a', 'm')).toEqual(momentsOf([1, 2, 6]));
        expect(of('b', 'm')).toEqual(momentsOf([4]));
        expect(of('a', 'n')).toEqual(momentsOf([8]));
        expect(values).toHaveLength(3);
      });

      it('keeps the variation where the metric has a centre', async () => {
        for (const value of [0, 1, 1]) await record(ofVariant('a'), value, { centre: 0.5 });
        expect((await store.figures(experiment)).values[0]?.moments).toEqual(momentsOf([0, 1, 1], 0.5));
      });

      it('counts a unit for its variant', async () => {
        await assign('u', 'b');
        expect(await record(ofUnit('u'), 3)).toEqual({ outcome: 'recorded', variant: 'b' });
        expect((await store.figures(experiment)).values).toMatchObject([{ variant: 'b', metric: 'm' }]);
      });

      it('refuses a unit that was never assigned, and counts nothing', async () => {
        expect(await record(ofUnit('u'), 3)).toEqual({ outcome: 'unassigned' });
        expect((await store.figures(experiment)).values).toEqual([]);
      });

      it('counts a unit once for a metric: the first value stays', async () => {
        await assign('u', 'a');
        await record(ofUnit('u'), 3);
        expect(await record(ofUnit('u'), 9)).toEqual({ outcome: 'duplicate', variant: 'a', value: 3 });
        expect(await record(ofUnit('u'), 9, { metric: 'n' })).toMatchObject({ outcome: 'recorded' });
        const { values } = await store.figures(experiment);
        expect(values.map(({ moments }) => [moments.count, moments.mean])).toEqual([
          [1, 3],
          [1, 9],
        ]);
      });

      it('counts a result id once, and results without one every time', async () => {
        await record(ofVariant('a', 'r1'), 1);
        expect(await record(ofVariant('b', 'r1'), 2)).toEqual({ outcome: 'duplicate', variant: 'a', value: 1 });
        await record(ofVariant('a'), 1);
        await record(ofVariant('a'), 1);
        const { values } = await store.figures(experiment);
        expect(values.map(({ moments }) => moments.count)).toEqual([3]);
      });

      it('does not take a result id for a unit', async () => {
        await assign('x', 'a');
        await record(ofUnit('x'), 1);
        expect(await record(ofVariant('a', 'x'), 1)).toMatchObject({ outcome: 'recorded' });
      });

      it('counts one of many equal results at once', async () => {
        await assign('u', 'a');
        const outcomes = await Promise.all(Array.from({ length: 20 }, () => record(ofUnit('u'), 5)));
        expect(outcomes.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(1);
        expect((await store.figures(experiment)).values[0]?.moments.count).toBe(1);
      });

      it('is full at its limit of results that are told apart; others still count', async () => {
        await record(ofVariant('a', 'r1'), 1, {}, 1);
        expect(await record(ofVariant('a', 'r2'), 1, {}, 1)).toEqual({ outcome: 'full' });
        expect(await record(ofVariant('a', 'r1'), 1, {}, 1)).toMatchObject({ outcome: 'duplicate' });
        expect(await record(ofVariant('a'), 1, {}, 1)).toMatchObject({ outcome: 'recorded' });
      });

      it('keeps extreme values as they are', async () => {
        await record(ofVariant('a'), -1e300);
        await record(ofVariant('b'), 5e-324);
        const { values } = await store.figures(experiment);
        expect(values.map(({ moments }) => moments.mean).toSorted((a, b) => a - b)).toEqual([-1e300, 5e-324]);
      });
    });

    describe('runs', () => {
      it('are empty at first', async () => {
        expect(await store.figures(experiment)).toEqual({ units: [], values: [] });
      });

      it('keeps runs and tenants apart', async () => {
        await assign('u', 'a');
        await record(ofUnit('u'), 1);
        for (const other of [
          { ...experiment, run: `${experiment.run}-2` },
          { ...experiment, tenant: 'globex' },
        ]) {
          expect(await store.find(other, 'u')).toBeNull();
          expect(await store.figures(other)).toEqual({ units: [], values: [] });
        }
      });

      it('forgets a run, and nothing else', async () => {
        const other = { ...experiment, tenant: 'globex' };
        await assign('u', 'a');
        await record(ofUnit('u'), 1);
        await store.assign({ ...other, unit: 'u', variant: 'b', allocation: 0, nowMs: 1 }, { unitsMax: 9 });
        await store.forget(experiment);
        expect(await store.find(experiment, 'u')).toBeNull();
        expect(await store.figures(experiment)).toEqual({ units: [], values: [] });
        expect(await store.find(other, 'u')).toMatchObject({ variant: 'b' });
        expect(await assign('u', 'b')).toMatchObject({ variant: 'b', isNew: true });
        await store.forget({ ...experiment, run: 'unknown' });
      });

      it('forgets a large run', async () => {
        await Promise.all(Array.from({ length: 2_100 }, (_, i) => assign(`u${i}`, 'a', { unitsMax: 10_000 })));
        await store.forget(experiment);
        expect(await store.figures(experiment)).toEqual({ units: [], values: [] });
      });

      it('holds everything over a restart', async () => {
        await assign('u', 'a');
        await record(ofUnit('u'), 4);
        store = await bed.reopen();
        expect(await store.find(experiment, 'u')).toMatchObject({ variant: 'a' });
        expect(await store.figures(experiment)).toEqual({
          units: [{ variant: 'a', allocation: 0, units: 1 }],
          values: [{ variant: 'a', metric: 'm', moments: momentsOf([4]) }],
        });
        expect(await record(ofUnit('u'), 5)).toMatchObject({ outcome: 'duplicate', value: 4 });
      });
    });
  });
}
