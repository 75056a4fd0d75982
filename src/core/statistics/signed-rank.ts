import { assert } from '../../shared/assert.ts';

/** Pairs of one test: the sums of ranks are counted in a table of n² cells. */
export const PAIRS_MAX = 100;

/**
 * Exact two-sided p-value of "the paired differences are as likely above as below 0" (Wilcoxon 1945): no law of the values is
 * assumed, ties share their mean rank, pairs without a difference say nothing and drop out. 1 when none is left.
 */
export function signedRankPValue(differences: readonly number[]): number {
  assert(differences.length <= PAIRS_MAX, 'a bounded number of pairs');
  const kept = differences.filter((difference) => difference !== 0);
  if (kept.length === 0) return 1;
  const ranks = doubledRanks(kept.map(Math.abs));
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const positive = ranks.reduce((sum, rank, i) => sum + ((kept[i] ?? 0) > 0 ? rank : 0), 0);
  const distance = Math.abs(2 * positive - total);
  let extreme = 0;
  for (const [sum, chance] of chancesOfSums(ranks, total).entries()) {
    if (Math.abs(2 * sum - total) >= distance) extreme += chance;
  }
  return Math.min(1, extreme);
}

/** Twice the mean rank of each value, so that shared ranks are whole numbers. */
function doubledRanks(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** Chance of each sum when every rank is counted or not with the same probability. */
function chancesOfSums(ranks: readonly number[], total: number): Float64Array {
  let chances = new Float64Array(total + 1);
  chances[0] = 1;
  for (const rank of ranks) {
    const next = new Float64Array(total + 1);
    for (let sum = 0; sum <= total; sum++) {
      const without = chances[sum] ?? 0;
      const withRank = sum >= rank ? (chances[sum - rank] ?? 0) : 0;
      next[sum] = (without + withRank) / 2;
    }
    chances = next;
  }
  return chances;
}
