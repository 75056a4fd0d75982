import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import { RollingCount } from './rolling-count.ts';

describe('RollingCount', () => {
  it('adds up, and drops through a stamp', () => {
    const count = new RollingCount();
    count.add(1, 5);
    count.add(1, 2);
    count.add(4, 1);
    expect([count.total, count.newest]).toEqual([8, 4]);
    count.dropThrough(0);
    expect(count.total).toBe(8);
    count.dropThrough(1);
    expect(count.total).toBe(1);
    count.dropThrough(100);
    expect(count.total).toBe(0);
    count.add(200, 3);
    expect([count.total, count.newest]).toEqual([3, 200]);
  });

  it('knows what has to leave before some are free', () => {
    const count = new RollingCount();
    for (const [stamp, units] of [
      [10, 2],
      [20, 3],
      [30, 1],
    ] as const)
      count.add(stamp, units);
    expect([1, 2, 3, 5, 6, 99].map((needed) => count.stampThatFrees(needed))).toEqual([10, 10, 20, 20, 30, 30]);
  });

  it('is a list of what was taken, whatever is added and dropped', () => {
    const random = seededRandom(3);
    const count = new RollingCount();
    let list: { stamp: number; units: number }[] = [];
    for (let stamp = 0, step = 0; step < 20_000; step++) {
      stamp += Math.floor(random() * 3) * (random() < 0.01 ? 300 : 1);
      const units = 1 + Math.floor(random() * 4);
      count.add(stamp, units);
      list.push({ stamp, units });
      if (random() < 0.6) {
        const through = stamp - Math.floor(random() * 400);
        count.dropThrough(through);
        list = list.filter((one) => one.stamp > through);
      }
      if (step % 50 === 0) expect(count.total).toBe(list.reduce((sum, one) => sum + one.units, 0));
    }
  });
});
