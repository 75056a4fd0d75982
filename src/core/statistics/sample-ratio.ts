import { pValueOf } from './comparison.ts';
import { logGamma } from './log-gamma.ts';

/** Units assigned while one set of weights was in force, and the share of each variant under it (they sum to 1). */
export type Allocation = { readonly counts: readonly number[]; readonly shares: readonly number[] };

/**
 * How tightly the alternative lies around the wanted shares: about as if a thousand units had been seen. So shares that are off
 * by a few points in a hundred, as faults of assignment make them, are found soonest.
 */
const CONCENTRATION = 1_000;

/**
 * Always-valid p-value of "units fall on variants by their weights": the Dirichlet-multinomial Bayes factor of Lindon and Malek
 * ("Anytime-valid inference for multinomial count data", 2022). Allocations under different weights multiply.
 */
export function sampleRatioPValue(allocations: readonly Allocation[]): number {
  return pValueOf(allocations.reduce((sum, allocation) => sum + evidenceOf(allocation), 0));
}

/** ln of Γ(c)/Γ(c + n) Π Γ(cρ_i + n_i)/Γ(cρ_i) Π ρ_i^−n_i. A variant without a share that has units is beyond doubt. */
function evidenceOf({ counts, shares }: Allocation): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce(
    (sum, count, i) => {
      const share = shares[i] ?? 0;
      if (count === 0) return sum;
      if (share <= 0) return Number.POSITIVE_INFINITY;
      const prior = CONCENTRATION * share;
      return sum + logGamma(prior + count) - logGamma(prior) - count * Math.log(share);
    },
    logGamma(CONCENTRATION) - logGamma(CONCENTRATION + total),
  );
}
