import { expect, test } from 'vitest';
import { coverage, createTermMatcher, raise } from './match-terms.ts';

const term = (word: string, weight = 1) => ({ word, stem: word, weight });
const word = (text: string) => ({ word: text, stem: text });

test('equal stems count 1, near words at most .8, far ones nothing', () => {
  const cosines: Record<string, number> = { car: 0.575, auto: 0.95, tree: 0.2 };
  const match = createTermMatcher([term('vehicle')], (_, other) => cosines[other] ?? 0);
  expect(match([word('vehicle')]).credits[0]).toBe(1);
  expect(match([word('car')]).credits[0]).toBeCloseTo(0.4);
  expect(match([word('auto'), word('tree')]).credits[0]).toBe(0.8);
  expect(match([word('tree')]).credits[0]).toBe(0);
  expect(match([word('tree')]).cosines[0]).toBeCloseTo(0.2);
});

test('numbers and very short words match exactly or not at all', () => {
  const match = createTermMatcher([term('1985'), term('go')], () => 0.99);
  expect([...match([word('1986'), word('to')]).credits]).toEqual([0, 0]);
  expect([...match([word('1985')]).credits]).toEqual([1, 0]);
});

test('a word is compared once for all sentences', () => {
  let calls = 0;
  const match = createTermMatcher([term('vehicle')], () => ++calls / 100);
  for (let i = 0; i < 5; i++) match([word('car'), word('tree')]);
  expect(calls).toBe(2);
});

test('coverage is the weighted mean, 0 without terms', () => {
  expect(coverage([term('a', 3), term('b', 1)], 4, Float64Array.of(1, 0))).toBe(0.75);
  expect(coverage([], 0, new Float64Array(0))).toBe(0);
});

test('raise keeps the better of both', () => {
  const credits = Float64Array.of(0.2, 0.9);
  raise(credits, Float64Array.of(1, 1), 0.5);
  expect([...credits]).toEqual([0.5, 0.9]);
});
