import { type Moments, varianceOf } from '../../shared/moments.ts';
import { type Comparison, pValueOf } from './comparison.ts';

/** Values of each side before the normal approximation is asked at all. */
export const BURN_IN_COUNT = 25;
/** Values of each side at which the interval is tightest; elsewhere it is a little wider, never wrong. */
const PLANNED_COUNT = 1_000;

/**
 * Two independent means compared as often as one likes: the two-sample mixture sequential probability ratio test of Johari,
 * Koomen, Pekelis and Walsh ("Always valid inference", 2022), with estimated variances, which makes its interval the asymptotic
 * confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas ("Time-uniform central limit theory", 2024, eq. 2).
 * The difference of means has independent increments in its information 1/V, so values may come in any order of the sides that
 * does not look at them.
 */
export function compareMeans(control: Moments, variant: Moments, { alpha }: { readonly alpha: number }): Comparison {
  const difference = control.count > 0 && variant.count > 0 ? variant.mean - control.mean : null;
  const silent: Comparison = { difference, low: null, high: null, pValue: 1, method: 'normal' };
  if (difference === null || Math.min(control.count, variant.count) < BURN_IN_COUNT) return silent;
  const varianceOfMean = varianceOf(control) / control.count + varianceOf(variant) / variant.count;
  if (varianceOfMean <= 0) return silent;
  const ratio = priorRatio(control.count, variant.count, alpha);
  const radius = Math.sqrt(varianceOfMean * ((ratio + 1) / ratio) * (2 * Math.log(1 / alpha) + Math.log1p(ratio)));
  const evidence = (((difference ** 2 / varianceOfMean) * ratio) / (1 + ratio) - Math.log1p(ratio)) / 2;
  return { ...silent, low: difference - radius, high: difference + radius, pValue: pValueOf(evidence) };
}

/**
 * Variance of the mixing distribution over that of the difference of means. The mixing variance that makes the interval
 * tightest at n effective values is (2 ln(1/α) + ln(1 + 2 ln(1/α))) / n (Waudby-Smith et al. 2024, appendix B.2).
 */
function priorRatio(controlCount: number, variantCount: number, alpha: number): number {
  const effectiveCount = (controlCount * variantCount) / (controlCount + variantCount);
  const surprise = 2 * Math.log(1 / alpha);
  return (effectiveCount * (surprise + Math.log1p(surprise))) / (PLANNED_COUNT / 2);
}
