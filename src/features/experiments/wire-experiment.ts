import { z } from 'zod';
import { type Experiment, sharesOf } from '../../core/experiments/experiment.ts';
import {
  type MetricOfVariant,
  type MetricSummary,
  SAMPLE_RATIO_ALPHA,
  type Summary,
} from '../../core/experiments/summarise.ts';
import type { Verdict } from '../../core/experiments/verdict.ts';
import { isoTime } from '../../http/kit/fields.ts';
import { varianceOf } from '../../shared/moments.ts';
import type { ShelvedExperiment } from './experiment-shelf.ts';

const share = z.number().min(0).max(1);

const definitionFields = {
  experiment_id: z.string(),
  description: z.string().nullable(),
  control: z.string(),
  alpha: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
};

const metricFields = {
  name: z.string(),
  goal: z.enum(['increase', 'decrease']),
  min: z.number().nullable(),
  max: z.number().nullable(),
};

/** An experiment as a list and a create show it. */
export const experimentItemSchema = z.object({
  ...definitionFields,
  variants: z.array(z.object({ name: z.string(), weight: z.number() })),
  metrics: z.array(z.object(metricFields)),
});

const comparedSchema = z.object({
  difference: z.number().nullable().describe('Mean of the variant less that of the control.'),
  low: z.number().nullable().describe('Null while nothing can be said.'),
  high: z.number().nullable(),
  p_value: share.describe('Of no difference; may be read at any time.'),
  method: z.enum(['bounded', 'normal']),
  effect: z.enum(['better', 'worse', 'open']),
});

const measuredSchema = z.object({
  variant: z.string(),
  count: z.int(),
  mean: z.number().nullable(),
  variance: z.number().nullable(),
  compared: comparedSchema.nullable().describe('Null for the control.'),
});

/** An experiment with everything that was counted and what follows from it. */
export const experimentReportSchema = z.object({
  ...definitionFields,
  variants: z.array(
    z.object({
      name: z.string(),
      weight: z.number().describe('In force for new units.'),
      share: share.describe('Of new units.'),
      units: z.int(),
      unit_share: share.nullable(),
      expected_share: share.nullable().describe('By the weights that were in force when the units came.'),
    }),
  ),
  weights_changed: z.int(),
  metrics: z.array(z.object({ ...metricFields, variants: z.array(measuredSchema) })),
  sample_ratio: z.object({
    sound: z.boolean().describe('False when the units do not follow the weights: then read no metric.'),
    p_value: share.describe('May be read at any time.'),
    alpha: z.number(),
  }),
  comparisons: z.int().describe('Intervals that share alpha.'),
  verdict: z.object({
    state: z.enum(['mismatch', 'winner', 'control_holds', 'open', 'too_early']),
    winner: z.string().nullable(),
    text: z.string(),
  }),
});

export function toItem(item: ShelvedExperiment): z.infer<typeof experimentItemSchema> {
  const { value } = item;
  return {
    ...definition(item),
    variants: value.variants.map((name) => ({ name, weight: weightOf(value, name) })),
    metrics: value.metrics.map(toMetric),
  };
}

export function toReport(
  item: ShelvedExperiment,
  summary: Summary,
  verdict: Verdict,
): z.infer<typeof experimentReportSchema> {
  const { value } = item;
  const { units, expectedShares, sampleRatio } = summary;
  const total = units.reduce((sum, count) => sum + count, 0);
  const shares = sharesOf(value.variants, value.allocations.at(-1) ?? { weights: {}, sinceMs: 0 });
  return {
    ...definition(item),
    variants: value.variants.map((name, i) => ({
      name,
      weight: weightOf(value, name),
      share: shares[i] ?? 0,
      units: units[i] ?? 0,
      unit_share: total === 0 ? null : (units[i] ?? 0) / total,
      expected_share: expectedShares[i] ?? null,
    })),
    weights_changed: value.allocations.length - 1,
    metrics: summary.metrics.map((metric) => ({
      ...toMetric(metric.metric),
      variants: metric.variants.map((variant) => toMeasured(variant)),
    })),
    sample_ratio: { sound: sampleRatio.isSound, p_value: sampleRatio.pValue, alpha: SAMPLE_RATIO_ALPHA },
    comparisons: (value.variants.length - 1) * value.metrics.length,
    verdict: { ...verdict },
  };
}

function toMeasured({ variant, moments, comparison, effect }: MetricOfVariant): z.infer<typeof measuredSchema> {
  const { count, mean } = moments;
  const known = { variant, count, mean: count === 0 ? null : mean, variance: count < 2 ? null : varianceOf(moments) };
  if (comparison === null) return { ...known, compared: null };
  const { difference, low, high, pValue, method } = comparison;
  return { ...known, compared: { difference, low, high, p_value: pValue, method, effect: effect ?? 'open' } };
}

function toMetric({ name, goal, bounds }: MetricSummary['metric']) {
  return { name, goal, min: bounds?.min ?? null, max: bounds?.max ?? null };
}

function definition({ value, createdAtMs, updatedAtMs }: ShelvedExperiment) {
  const { experimentId, description, control, alpha } = value;
  return {
    experiment_id: experimentId,
    description,
    control,
    alpha,
    created_at: isoTime(createdAtMs),
    updated_at: isoTime(updatedAtMs),
  };
}

function weightOf({ allocations }: Experiment, variant: string): number {
  return allocations.at(-1)?.weights[variant] ?? 0;
}
