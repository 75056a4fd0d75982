import { expect, test } from 'vitest';
import { JUDGE_FEATURES } from './judge-features.ts';
import { SEARCH_FEATURES } from './search-answer.ts';
import { SENTENCE_FEATURES } from './sentence-features.ts';
import {
  ABSTAIN_THRESHOLD,
  FITTED_ON,
  JUDGE_MODEL,
  LATE_FROM_COVERAGE,
  SEARCH_MODEL,
  SENTENCE_WEIGHTS,
} from './weights.ts';

test('there is one finite weight a feature, and no other', () => {
  expect(Object.keys(SENTENCE_WEIGHTS)).toEqual([...SENTENCE_FEATURES]);
  expect(Object.keys(JUDGE_MODEL.weights)).toEqual([...JUDGE_FEATURES]);
  expect(Object.keys(SEARCH_MODEL.weights)).toEqual([...SEARCH_FEATURES]);
  const all = [SENTENCE_WEIGHTS, JUDGE_MODEL.weights, SEARCH_MODEL.weights, LATE_FROM_COVERAGE].flatMap(Object.values);
  expect(all.every(Number.isFinite)).toBe(true);
});

test('more of the question covered is better, and the threshold is a probability', () => {
  expect(SENTENCE_WEIGHTS.coverage).toBeGreaterThan(0);
  expect(JUDGE_MODEL.weights.uncoveredShare).toBeLessThan(0);
  expect(LATE_FROM_COVERAGE.slope).toBeGreaterThan(0);
  expect(ABSTAIN_THRESHOLD).toBeGreaterThan(0.01);
  expect(ABSTAIN_THRESHOLD).toBeLessThan(0.99);
  expect(FITTED_ON).toMatch(/questions/);
});
