import { percentile } from '../test/support/percentiles.ts';

/** Above it two sets of times are taken to have different means: the threshold of leakage tests (TVLA), p below 0.00001. */
export const DIFFERENCE_MAX = 4.5;
/** Share of the times that is looked at: what is slower was interrupted, by a collection or by another process. */
const CALM_SHARE = 0.9;

/**
 * Welch's t of two sets of times: the difference of their means in standard errors. Both are cut at one and the same time, as dudect does
 * (Reparaz, Balasch and Verbauwhede 2017): the tail is noise that hides a difference.
 */
export function differenceOf(
  one: readonly number[],
  other: readonly number[],
): { readonly t: number; readonly difference: number } {
  const calm = percentile([...one, ...other], CALM_SHARE);
  const [a, b] = [momentsUpTo(one, calm), momentsUpTo(other, calm)];
  const error = Math.sqrt(a.variance / a.count + b.variance / b.count);
  const difference = a.mean - b.mean;
  return { t: error === 0 ? 0 : difference / error, difference };
}

function momentsUpTo(times: readonly number[], max: number) {
  const calm = times.filter((time) => time <= max);
  const count = calm.length;
  const mean = calm.reduce((sum, time) => sum + time, 0) / count;
  const squares = calm.reduce((sum, time) => sum + (time - mean) ** 2, 0);
  return { count, mean, variance: squares / Math.max(1, count - 1) };
}
