/** Weight of the rank against likeness to what is chosen already. */
const RANK_WEIGHT = 0.7;
/** Sentences that are this alike say the same. */
const SAME_COSINE = 0.8;

/**
 * Up to `count` positions by maximal marginal relevance (Carbonell and Goldstein 1998), the best first: rank as a share of the
 * highest, less the likeness to the sentence chosen before that is most like it.
 */
export function chooseDiverse(
  ranks: ArrayLike<number>,
  alike: readonly Float64Array[],
  count: number,
): readonly number[] {
  const highest = Array.from(ranks).reduce((most, rank) => Math.max(most, rank), 0);
  const chosen: number[] = [];
  const left = new Set(alike.keys());
  while (chosen.length < count && left.size > 0) {
    let best = -1;
    let bestGain = Number.NEGATIVE_INFINITY;
    for (const i of left) {
      const repeated = chosen.reduce((most, other) => Math.max(most, alike[i]?.[other] ?? 0), 0);
      if (repeated >= SAME_COSINE) left.delete(i);
      const gain = (RANK_WEIGHT * (ranks[i] ?? 0)) / (highest || 1) - (1 - RANK_WEIGHT) * repeated;
      if (repeated >= SAME_COSINE || gain <= bestGain) continue;
      best = i;
      bestGain = gain;
    }
    if (best < 0) break;
    chosen.push(best);
    left.delete(best);
  }
  return chosen;
}
