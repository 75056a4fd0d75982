import type { Experiment } from '../../src/core/experiments/experiment.ts';
import type { ExperimentFigures } from '../../src/ports/experiment-store.ts';
import { momentsOf } from '../../src/shared/moments.ts';

/** An experiment of `a` (the control) and `b` with the metric `m`, for tests to vary. Weights are equal unless told. */
export function experimentOf(change: Partial<Experiment> = {}): Experiment {
  const variants = change.variants ?? ['a', 'b'];
  return {
    experimentId: 'x',
    run: 'xr_1',
    description: null,
    control: 'a',
    metrics: [{ name: 'm', goal: 'increase', bounds: null }],
    allocations: [{ weights: Object.fromEntries(variants.map((variant) => [variant, 1])), sinceMs: 0 }],
    alpha: 0.05,
    ...change,
    variants,
  };
}

/** What a store would have counted of values by variant and metric. */
export function figuresOf(
  values: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>,
  units: ExperimentFigures['units'] = [],
): ExperimentFigures {
  return {
    units,
    values: Object.entries(values).flatMap(([variant, metrics]) =>
      Object.entries(metrics).map(([metric, list]) => ({ variant, metric, moments: momentsOf(list, 0.5) })),
    ),
  };
}
