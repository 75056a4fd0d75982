import { z } from 'zod';
import { descriptionField, savedIdField } from '../../http/kit/saved-fields.ts';

const VARIANTS_MAX = 10;
const METRICS_MAX = 10;
/** Variants beside the control, times metrics: each comparison costs a millisecond, and all of them share alpha. */
export const COMPARISONS_MAX = 30;
const WEIGHT_MAX = 1_000_000;
/** Far beyond any measure, and a million of their squares still are a number. */
export const VALUE_MAX = 1e100;

const valueField = z.number().min(-VALUE_MAX).max(VALUE_MAX);

const variantSchema = z.strictObject({
  name: savedIdField(),
  weight: z.number().min(0).max(WEIGHT_MAX).default(1).describe('Of new units, relative to the other variants.'),
});

const metricSchema = z.strictObject({
  name: savedIdField(),
  goal: z.enum(['increase', 'decrease']).default('increase').describe('Which direction is better.'),
  min: valueField
    .optional()
    .describe('With min and max, intervals hold from the first value on, whatever the values are.'),
  max: valueField.optional(),
});

/** Names alone are enough: equal weights, and metrics that are to rise. */
export const experimentSchema = z
  .strictObject({
    experiment_id: savedIdField().optional().describe('Made when left out.'),
    description: descriptionField(),
    variants: z
      .array(z.union([savedIdField(), variantSchema]))
      .min(2)
      .max(VARIANTS_MAX),
    control: savedIdField().optional().describe('What the others are compared with; the first variant when left out.'),
    metrics: z
      .array(z.union([savedIdField(), metricSchema]))
      .min(1)
      .max(METRICS_MAX)
      .describe('The first one decides.'),
    alpha: z
      .number()
      .min(0.0001)
      .max(0.5)
      .default(0.05)
      .describe('Chance that any interval, at any look, leaves out the truth.'),
  })
  .superRefine((body, context) => {
    for (const { path, message } of issuesOf(readNames(body))) context.addIssue({ code: 'custom', path, message });
  });

export type ExperimentBody = z.output<typeof experimentSchema>;

/** Variants and metrics with everything that was left out filled in. */
export function readNames({ variants, metrics, control }: Pick<ExperimentBody, 'variants' | 'metrics' | 'control'>) {
  const read = variants.map((variant) => (typeof variant === 'string' ? { name: variant, weight: 1 } : variant));
  return {
    variants: read,
    control: control ?? read[0]?.name ?? '',
    metrics: metrics.map((metric) =>
      typeof metric === 'string' ? { name: metric, goal: 'increase' as const } : metric,
    ),
  };
}

type Names = ReturnType<typeof readNames>;
type Issue = { readonly path: (string | number)[]; readonly message: string };

function issuesOf({ variants, metrics, control }: Names): readonly Issue[] {
  const issues: Issue[] = [...repeated(variants, 'variants'), ...repeated(metrics, 'metrics')];
  if (!variants.some(({ name }) => name === control))
    issues.push({ path: ['control'], message: 'Must be one of the variants' });
  if (variants.every(({ weight }) => weight === 0))
    issues.push({ path: ['variants'], message: 'At least one weight must be above 0' });
  if ((variants.length - 1) * metrics.length > COMPARISONS_MAX)
    issues.push({
      path: ['metrics'],
      message: `Variants beside the control times metrics must be at most ${COMPARISONS_MAX}`,
    });
  for (const [i, metric] of metrics.entries()) {
    const { min, max } = { min: undefined, max: undefined, ...metric };
    if (min === undefined && max === undefined) continue;
    if (min === undefined || max === undefined || min >= max)
      issues.push({ path: ['metrics', i, 'min'], message: 'min and max come together, and min is below max' });
  }
  return issues;
}

function repeated(list: readonly { readonly name: string }[], path: string): readonly Issue[] {
  const names = list.map(({ name }) => name);
  return names.flatMap((name, i) =>
    names.indexOf(name) < i ? [{ path: [path, i], message: `"${name}" is named twice` }] : [],
  );
}
