import type { ExperimentFigures } from '../../ports/experiment-store.ts';
import { type Moments, NO_MOMENTS } from '../../shared/moments.ts';
import { compareBounded } from '../statistics/compare-bounded.ts';
import { compareMeans } from '../statistics/compare-means.ts';
import { type Comparison, isDifferent } from '../statistics/comparison.ts';
import { sampleRatioPValue } from '../statistics/sample-ratio.ts';
import { type Experiment, type Metric, sharesOf } from './experiment.ts';

/** Chance that units which do follow their weights are ever called astray: such an alarm stops an experiment, so it is rarer. */
export const SAMPLE_RATIO_ALPHA = 0.01;

export type MetricOfVariant = {
  readonly variant: string;
  readonly moments: Moments;
  /** Against the control; null for the control itself. */
  readonly comparison: Comparison | null;
  /** What the interval says in the direction of the metric's goal; `open` while it holds 0 or is not there yet. */
  readonly effect: 'better' | 'worse' | 'open' | null;
};

export type MetricSummary = { readonly metric: Metric; readonly variants: readonly MetricOfVariant[] };

export type SampleRatio = { readonly pValue: number; readonly isSound: boolean };

export type Summary = {
  /** In the order of the experiment's variants. */
  readonly units: readonly number[];
  /** Share that the weights foretold for the units that were assigned, over all allocations; null before the first unit. */
  readonly expectedShares: readonly (number | null)[];
  readonly sampleRatio: SampleRatio;
  readonly metrics: readonly MetricSummary[];
};

/**
 * Everything that is computed from the counts. Comparisons share the experiment's alpha evenly (Bonferroni): all intervals of all
 * metrics hold at once, at every look, with probability 1 − alpha.
 */
export function summarise(experiment: Experiment, figures: ExperimentFigures): Summary {
  const { variants, metrics, alpha } = experiment;
  const comparisons = (variants.length - 1) * metrics.length;
  const { counts, expected } = countUnits(experiment, figures);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return {
    units: counts,
    expectedShares: expected.map((count) => (total === 0 ? null : count / total)),
    sampleRatio: sampleRatioOf(experiment, figures),
    metrics: metrics.map((metric) => summariseMetric(experiment, metric, figures, alpha / comparisons)),
  };
}

function summariseMetric(
  { variants, control }: Experiment,
  metric: Metric,
  { values }: ExperimentFigures,
  alpha: number,
): MetricSummary {
  const momentsOf = (variant: string): Moments =>
    values.find((each) => each.variant === variant && each.metric === metric.name)?.moments ?? NO_MOMENTS;
  const controlMoments = momentsOf(control);
  return {
    metric,
    variants: variants.map((variant) => {
      const moments = momentsOf(variant);
      if (variant === control) return { variant, moments, comparison: null, effect: null };
      const comparison = compare(controlMoments, moments, metric, alpha);
      return { variant, moments, comparison, effect: effectOf(comparison, metric) };
    }),
  };
}

function compare(control: Moments, variant: Moments, { bounds }: Metric, alpha: number): Comparison {
  return bounds === null
    ? compareMeans(control, variant, { alpha })
    : compareBounded(control, variant, { alpha, bounds });
}

function effectOf(comparison: Comparison, { goal }: Metric): 'better' | 'worse' | 'open' {
  if (!isDifferent(comparison)) return 'open';
  return (comparison.difference ?? 0) > 0 === (goal === 'increase') ? 'better' : 'worse';
}

function sampleRatioOf({ variants, allocations }: Experiment, { units }: ExperimentFigures): SampleRatio {
  const pValue = sampleRatioPValue(
    allocations.map((allocation, index) => ({
      shares: sharesOf(variants, allocation),
      counts: variants.map((variant) => unitsIn(units, variant, index)),
    })),
  );
  return { pValue, isSound: pValue > SAMPLE_RATIO_ALPHA };
}

function countUnits({ variants, allocations }: Experiment, { units }: ExperimentFigures) {
  const counts = variants.map(() => 0);
  const expected = variants.map(() => 0);
  for (const [index, allocation] of allocations.entries()) {
    const own = variants.map((variant) => unitsIn(units, variant, index));
    const total = own.reduce((sum, count) => sum + count, 0);
    for (const [i, share] of sharesOf(variants, allocation).entries()) {
      counts[i] = (counts[i] ?? 0) + (own[i] ?? 0);
      expected[i] = (expected[i] ?? 0) + share * total;
    }
  }
  return { counts, expected };
}

function unitsIn(units: ExperimentFigures['units'], variant: string, allocation: number): number {
  return units.find((each) => each.variant === variant && each.allocation === allocation)?.units ?? 0;
}
