import { expect, test } from 'vitest';
import { rankSentences } from './rank-sentences.ts';
import { SENTENCE_FEATURES } from './sentence-features.ts';
import { SENTENCE_WEIGHTS } from './weights.ts';

const row = (coverage: number) => Float64Array.from(SENTENCE_FEATURES, (name) => (name === 'coverage' ? coverage : 0));

test('probabilities sum to 1 and follow the scores', () => {
  const { order, probabilities, scores } = rankSentences([row(0.2), row(0.9), row(0.5)], SENTENCE_WEIGHTS);
  expect(order).toEqual([1, 2, 0]);
  expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  expect((probabilities[1] ?? 0) / (probabilities[0] ?? 1)).toBeCloseTo(
    Math.exp((scores[1] ?? 0) - (scores[0] ?? 0)),
    6,
  );
});

test('ties keep the given order, and an empty list stays empty', () => {
  expect(rankSentences([row(0.5), row(0.5)], SENTENCE_WEIGHTS).order).toEqual([0, 1]);
  expect(rankSentences([], SENTENCE_WEIGHTS)).toEqual({ order: [], scores: [], probabilities: [] });
});
