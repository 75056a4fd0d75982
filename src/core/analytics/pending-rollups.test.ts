import { describe, expect, it } from 'vitest';
import { rollupKey } from '../../../test/support/activity.ts';
import { PENDING_MAX, PendingRollups } from './pending-rollups.ts';
import { Rollup } from './rollup.ts';

const KEY = rollupKey(10);
const withErrors = (count: number): Rollup => {
  const rollup = new Rollup();
  rollup.tallies.errors.add('X', count);
  return rollup;
};
const counting = (pending: PendingRollups, count: number) => pending.at(KEY)?.tallies.errors.add('X', count);
const errorsIn = (pending: PendingRollups, row: Rollup | null) => pending.completed(KEY, row)?.errors ?? null;

describe('PendingRollups', () => {
  it('completes a row by what waits and what is being written', () => {
    const pending = new PendingRollups();
    expect(errorsIn(pending, null)).toBeNull();
    counting(pending, 1);
    expect([errorsIn(pending, null), errorsIn(pending, withErrors(10))]).toEqual([1, 11]);
    pending.take([KEY]);
    counting(pending, 100);
    expect(errorsIn(pending, withErrors(10))).toBe(111);
    expect(Rollup.parse(pending.mergedText(KEY, withErrors(20)))?.errors).toBe(21);
    // The row may hold the written part already: the base is read in its place.
    expect(errorsIn(pending, withErrors(21))).toBe(121);
    pending.written(KEY);
    expect(errorsIn(pending, withErrors(21))).toBe(121);
  });

  it('takes back what was not written', () => {
    const pending = new PendingRollups();
    counting(pending, 1);
    pending.take([KEY]);
    pending.giveBack([KEY]);
    counting(pending, 2);
    pending.take([KEY]);
    counting(pending, 4);
    pending.giveBack([KEY]);
    pending.giveBack([KEY]);
    expect([errorsIn(pending, null), pending.size, pending.keys()]).toEqual([7, 1, [KEY]]);
  });

  it('knows what has no row yet', () => {
    const pending = new PendingRollups();
    counting(pending, 1);
    pending.take([KEY]);
    pending.at(rollupKey(20));
    pending.at(rollupKey(30, { grain: 'hour' }));
    pending.at(rollupKey(40, { tenant: 'globex' }));
    expect(pending.startsOf('acme', 'day').toSorted()).toEqual([10, 20]);
  });

  it('forgets texts of a tenant and a span', () => {
    const pending = new PendingRollups();
    for (const key of [KEY, rollupKey(20), rollupKey(30), rollupKey(20, { tenant: 'globex' })]) {
      pending.at(key)?.queries.add('k', 'label');
    }
    pending.take([KEY]);
    expect(pending.forgetTexts('acme', { sinceMs: 10, untilMs: 30 }).toSorted()).toEqual([10, 20]);
    expect(pending.completed(KEY, null)?.hasTexts).toBe(false);
    expect(pending.completed(rollupKey(30), null)?.hasTexts).toBe(true);
    expect(pending.completed(rollupKey(20, { tenant: 'globex' }), null)?.hasTexts).toBe(true);
  });

  it('is bounded, and says what it holds', () => {
    const pending = new PendingRollups();
    for (let i = 0; i < PENDING_MAX; i++) expect(pending.at(rollupKey(i))).not.toBeNull();
    expect(pending.at(rollupKey(PENDING_MAX))).toBeNull();
    expect(pending.at(rollupKey(0))).not.toBeNull();
    expect(pending.bytes()).toBeGreaterThan(PENDING_MAX * 100);
  });
});
