import type { Moments } from '../../shared/moments.ts';
import { type Comparison, pValueOf } from './comparison.ts';
import { rootOf } from './root.ts';

/** Values lie between them, both allowed. */
export type Bounds = { readonly min: number; readonly max: number };

/** One side on the unit scale: the mean, and Σ(x_i − x̂_{i−1})². */
type Side = { readonly count: number; readonly mean: number; readonly variation: number };

/**
 * Rates of the exponential supermartingale that are mixed, a factor of √2 apart: the best rate for any variation from 1 to ten
 * million is within a fifth of one of them. Most weight has the rate that suits some thousand values of usual spread.
 */
const RATES = Array.from({ length: 22 }, (_, i) => 0.9 / Math.SQRT2 ** i);
const USUAL_RATE = 5;
const WEIGHTS = normalised(RATES.map((_, i) => 1 / (1 + Math.abs(i - USUAL_RATE)) ** 2));
/** ψ_E(λ) = −ln(1 − λ) − λ, the cost of a rate for each unit of variation. */
const COSTS = RATES.map((rate) => -Math.log1p(-rate) - rate);
/** Of the bounds' distance: far below what a difference of means can be told to. */
const TOLERANCE = 1e-6;

/**
 * Two means of bounded values compared as often as one likes, valid from the first value on and for every distribution and every
 * order of the sides. Each side's empirical-Bernstein supermartingale exp(λΣ(x_i − μ) − ψ_E(λ)Σ(x_i − x̂_{i−1})²) (Howard, Ramdas,
 * McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", 2021, theorem 4) is mixed over λ and
 * both directions; the product of both sides at (μ, μ + δ), at its least over μ, is evidence against the difference δ.
 */
export function compareBounded(
  control: Moments,
  variant: Moments,
  { alpha, bounds }: { readonly alpha: number; readonly bounds: Bounds },
): Comparison {
  const difference = control.count > 0 && variant.count > 0 ? variant.mean - control.mean : null;
  if (difference === null) return { difference, low: null, high: null, pValue: 1, method: 'bounded' };
  const range = bounds.max - bounds.min;
  const sides = [unitScale(control, bounds), unitScale(variant, bounds)] as const;
  const centre = difference / range;
  const threshold = Math.log(1 / alpha);
  const excess = (delta: number) => evidenceAgainst(delta, ...sides) - threshold;
  const high = excess(1) < 0 ? 1 : rootOf(excess, { low: centre, high: 1, tolerance: TOLERANCE });
  const low = excess(-1) < 0 ? -1 : -rootOf((x) => excess(-x), { low: -centre, high: 1, tolerance: TOLERANCE });
  const pValue = boundedPValue(control, variant, bounds);
  return { difference, low: low * range, high: high * range, pValue, method: 'bounded' };
}

/** The p-value alone, for whoever watches at every value: it costs a twentieth of the interval. */
export function boundedPValue(control: Moments, variant: Moments, bounds: Bounds): number {
  return pValueOf(evidenceAgainst(0, unitScale(control, bounds), unitScale(variant, bounds)));
}

/** Logarithm of the evidence against μ_variant − μ_control = δ: convex in δ, below 0 at the observed difference. */
function evidenceAgainst(delta: number, control: Side, variant: Side): number {
  const low = Math.max(0, -delta);
  const high = Math.min(1, 1 - delta);
  const slope = (mean: number) => lookAt(control, mean).slope + lookAt(variant, mean + delta).slope;
  const mean = slope(high) <= 0 ? high : rootOf(slope, { low, high, tolerance: TOLERANCE });
  return lookAt(control, mean).evidence + lookAt(variant, mean + delta).evidence;
}

/** Logarithm of the mixed supermartingale of one side at a mean, and its slope in the mean. */
function lookAt(
  { count, mean, variation }: Side,
  supposed: number,
): { readonly evidence: number; readonly slope: number } {
  const sum = count * (mean - supposed);
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < RATES.length; i++) {
    largest = Math.max(largest, (RATES[i] ?? 0) * Math.abs(sum) - (COSTS[i] ?? 0) * variation);
  }
  let total = 0;
  let rise = 0;
  for (let i = 0; i < RATES.length; i++) {
    const rate = RATES[i] ?? 0;
    const base = -(COSTS[i] ?? 0) * variation - largest;
    const up = (WEIGHTS[i] ?? 0) * Math.exp(base + rate * sum);
    const down = (WEIGHTS[i] ?? 0) * Math.exp(base - rate * sum);
    total += up + down;
    rise += rate * (down - up);
  }
  return { evidence: largest + Math.log(total / 2), slope: (count * rise) / total };
}

function unitScale({ count, mean, variation }: Moments, { min, max }: Bounds): Side {
  const range = max - min;
  return { count, mean: (mean - min) / range, variation: variation / range ** 2 };
}

function normalised(weights: readonly number[]): readonly number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
