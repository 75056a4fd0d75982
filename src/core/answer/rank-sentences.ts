import { SENTENCE_FEATURES, type SentenceFeature } from './sentence-features.ts';

/** Candidates best first, as positions in the list that was given, with probabilities that sum to 1. */
export type SentenceRanking = {
  readonly order: readonly number[];
  readonly scores: readonly number[];
  /** By position in the list that was given, as `scores`. */
  readonly probabilities: readonly number[];
};

/** Conditional logit: softmax over one question's candidates of the weighted feature sums. Ties keep the given order. */
export function rankSentences(
  features: readonly Float64Array[],
  weights: Readonly<Record<SentenceFeature, number>>,
): SentenceRanking {
  const vector = SENTENCE_FEATURES.map((name) => weights[name]);
  const scores = features.map((row) => weightedSum(vector, row));
  const highest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
  const raised = scores.map((score) => Math.exp(score - highest));
  const total = raised.reduce((sum, value) => sum + value, 0);
  const probabilities = raised.map((value) => value / total);
  const order = [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  return { order, scores, probabilities };
}

function weightedSum(weights: readonly number[], row: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (row[i] ?? 0);
  return sum;
}
