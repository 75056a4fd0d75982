import { expect, it } from 'vitest';
import { meanOf, quantileOf } from './quantile.ts';

it('takes the nearest rank', () => {
  const values = [5, 1, 4, 2, 3];
  expect([0, 0.2, 0.21, 0.5, 0.95, 1].map((share) => quantileOf(values, share))).toEqual([1, 1, 2, 3, 5, 5]);
  expect(values).toEqual([5, 1, 4, 2, 3]);
});

it('is 0 of nothing', () => {
  expect([quantileOf([], 0.5), meanOf([]), meanOf([1, 2])]).toEqual([0, 0, 1.5]);
});
