import { describe, expect, it } from 'vitest';
import { memoryQuotas } from '../../../test/support/memory-usage.ts';
import { DAY_MS, type RateLimits } from '../../ports/rate-store.ts';
import type { QuotaStore } from '../../ports/usage-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { QuotaBook } from './quota-book.ts';

const LIMITS: RateLimits = { burst: 10, perMinute: 60, perHour: null, perDay: 10_000 };
const TODAY = 20_000;

function world(change: Partial<QuotaStore> = {}) {
  const clock = manualClock(TODAY * DAY_MS);
  const stored = memoryQuotas();
  const failures: unknown[] = [];
  const book = new QuotaBook({
    quotas: { ...stored, ...change },
    clock,
    onFailure: (error) => failures.push(error),
  });
  const page = (limits = LIMITS, usedBefore = 0) =>
    book.pageOf({ identity: 'key:a', limits, lowered: null, cost: 1 }, () => usedBefore);
  return { book, clock, stored, failures, page };
}

const NO_LOCAL = { raiseDay: () => undefined };

describe('QuotaBook', () => {
  it('sets a block aside: one in a hundred of the quota, or a burst', async () => {
    expect(world().page().block).toBe(100);
    expect(world().page({ ...LIMITS, perDay: 500 }).block).toBe(10);
    expect(world().page({ ...LIMITS, burst: null, perDay: 5 }).block).toBe(1);
    const { book, page, stored } = world();
    expect(await book.extend(page(), LIMITS)).toBe(true);
    expect(page().free).toBe(100);
    expect([...stored.rows.values()]).toEqual([{ identity: 'key:a', day: TODAY, units: 100 }]);
  });

  it('sets aside what calls wait for, and nothing beyond the quota that nobody waits for', async () => {
    const { book, page } = world();
    page().waiting = 250;
    await book.extend(page(), LIMITS);
    expect(page().units).toBe(350);
    page().waiting = 0;
    page().used = 9_990;
    await book.extend(page(), LIMITS);
    expect(page().units).toBe(10_000);
  });

  it('writes once for many who ask', async () => {
    let writes = 0;
    const { book, page } = world({
      put: async () => {
        writes += 1;
      },
    });
    await Promise.all(Array.from({ length: 20 }, () => book.extend(page(), LIMITS)));
    expect(writes).toBe(1);
    await book.extend(page(), LIMITS);
    expect(writes).toBe(1);
  });

  it('begins with what an earlier process left, or with what was used before', async () => {
    const { book, page, stored, clock } = world();
    await stored.put([
      { identity: 'key:a', day: TODAY, units: 40 },
      { identity: 'key:a', day: TODAY - 1, units: 30 },
      { identity: 'key:a', day: TODAY - 2, units: 20 },
    ]);
    const raised: unknown[] = [];
    await book.load({ raiseDay: (...day) => raised.push(day) });
    expect(raised).toEqual([
      ['key:a', TODAY, 40],
      ['key:a', TODAY - 1, 30],
    ]);
    expect(page(LIMITS, 12)).toMatchObject({ units: 40, used: 40 });
    clock.advance(-DAY_MS);
    expect(page()).toMatchObject({ units: 30, used: 30 });
    clock.advance(2 * DAY_MS);
    expect(page(LIMITS, 7)).toMatchObject({ units: 0, used: 7 });
  });

  it('keeps three dates, and removes rows of dates that are over', async () => {
    const { book, page, stored, clock } = world();
    await book.load(NO_LOCAL);
    for (let day = 0; day < 5; day++) {
      await book.extend(page(), LIMITS);
      page().used += 5;
      clock.advance(DAY_MS);
    }
    await book.close();
    expect([...stored.rows.values()].map(({ day, units }) => [day - TODAY, units])).toEqual([
      [3, 100],
      [4, 5],
    ]);
  });

  it('waits a second after a write that failed', async () => {
    let isBroken = true;
    const { book, page, failures, clock } = world({
      put: () => (isBroken ? Promise.reject(new Error('disk')) : Promise.resolve()),
    });
    expect(await book.extend(page(), LIMITS)).toBe(false);
    isBroken = false;
    expect(await book.extend(page(), LIMITS)).toBe(false);
    expect(failures).toHaveLength(1);
    clock.advance(1_000);
    expect(await book.extend(page(), LIMITS)).toBe(true);
  });

  it('tells of old rows that could not be removed', async () => {
    const { page, failures } = world({ prune: () => Promise.reject(new Error('disk')) });
    page();
    await new Promise(setImmediate);
    expect(failures).toHaveLength(1);
  });
});
