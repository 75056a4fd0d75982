import { expect, test } from 'vitest';
import { confidenceOf } from './confidence.ts';

const NAMES = ['a', 'b'] as const;
const model = { bias: -1, weights: { a: 2, b: -3 } };

test('is the logistic of bias and weighted features', () => {
  expect(confidenceOf(NAMES, model, { a: 1, b: 0.5 })).toBeCloseTo(1 / (1 + Math.exp(0.5)), 12);
});

test('never says certain', () => {
  expect(confidenceOf(NAMES, model, { a: 1e9, b: 0 })).toBe(0.99);
  expect(confidenceOf(NAMES, model, { a: -1e9, b: 0 })).toBe(0.01);
});
