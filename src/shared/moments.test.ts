import { describe, expect, it } from 'vitest';
import { addValue, momentsOf, NO_MOMENTS, varianceOf } from './moments.ts';

describe('moments', () => {
  it('are the count, the mean and the variance of the values', () => {
    const moments = momentsOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(moments).toMatchObject({ count: 8, mean: 5 });
    expect(varianceOf(moments)).toBeCloseTo(32 / 7, 12);
  });

  it('do not lose the variance beside a large mean', () => {
    expect(varianceOf(momentsOf([1e12 + 4, 1e12 + 7, 1e12 + 13, 1e12 + 16]))).toBeCloseTo(30, 6);
  });

  it('measure each value against what those before it foretold', () => {
    // Foretold: .5, then (.5 + 1) / 2, then (.5 + 1 + 0) / 3.
    expect(momentsOf([1, 0, 1], 0.5).variation).toBeCloseTo(0.25 + 0.75 ** 2 + 0.25, 12);
    expect(addValue(NO_MOMENTS, 3, null).variation).toBe(0);
  });

  it('know no variance of nothing and of one', () => {
    expect([varianceOf(NO_MOMENTS), varianceOf(momentsOf([3]))]).toEqual([0, 0]);
  });
});
