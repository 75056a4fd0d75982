import { describe, expect, it } from 'vitest';
import { allGoldAt, bootstrap, ndcgAt, recallAt } from './metrics.ts';

const gold = new Map([
  ['a', 1],
  ['b', 1],
  ['c', 0],
]);

describe('ranking metrics', () => {
  it('gives 1 to the ideal order and discounts by the logarithm of the rank', () => {
    expect(ndcgAt(10, ['a', 'b', 'x'], gold)).toBe(1);
    const ideal = 1 + 1 / Math.log2(3);
    expect(ndcgAt(10, ['x', 'a', 'y'], gold)).toBeCloseTo(1 / Math.log2(3) / ideal);
    expect(ndcgAt(1, ['x', 'a'], gold)).toBe(0);
    expect(ndcgAt(10, ['a'], new Map())).toBe(0);
  });

  it('counts gold among the first k', () => {
    expect(recallAt(2, ['x', 'a', 'b'], gold)).toBe(0.5);
    expect(recallAt(3, ['x', 'a', 'b'], gold)).toBe(1);
    expect(allGoldAt(2, ['x', 'a', 'b'], gold)).toBe(0);
    expect(allGoldAt(3, ['x', 'a', 'b'], gold)).toBe(1);
    expect(allGoldAt(3, ['c'], new Map([['c', 0]]))).toBe(0);
  });
});

describe('bootstrap', () => {
  it('brackets the mean, narrows with more values and repeats itself', () => {
    const few = bootstrap([0, 1, 0, 1, 1, 0, 1, 0]);
    const many = bootstrap(Array.from({ length: 800 }, (_, i) => i % 2));
    expect(few.mean).toBe(0.5);
    expect(few.low).toBeLessThan(0.5);
    expect(few.high).toBeGreaterThan(0.5);
    expect(many.high - many.low).toBeLessThan(few.high - few.low);
    expect(bootstrap([0, 1, 1])).toEqual(bootstrap([0, 1, 1]));
  });
});
