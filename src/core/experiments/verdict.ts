import { BURN_IN_COUNT } from '../statistics/compare-means.ts';
import type { Experiment } from './experiment.ts';
import type { MetricOfVariant, MetricSummary, Summary } from './summarise.ts';

/** What the figures say, in a sentence or two. `winner` is the variant to take, when there is one. */
export type Verdict = {
  readonly state: 'mismatch' | 'winner' | 'control_holds' | 'open' | 'too_early';
  readonly winner: string | null;
  readonly text: string;
};

/**
 * Decided by the first metric alone; a variant that is worse in another one does not win. An experiment whose units do not follow
 * their weights decides nothing: whatever bent the shares may have bent the values too.
 */
export function verdictOf(experiment: Experiment, summary: Summary): Verdict {
  if (!summary.sampleRatio.isSound) return mismatch(experiment, summary);
  const [first, ...others] = summary.metrics;
  if (first === undefined) return { state: 'too_early', winner: null, text: 'There is nothing to compare.' };
  const rivals = first.variants.filter(({ comparison }) => comparison !== null);
  const better = rivals.filter(({ effect }) => effect === 'better').toSorted((a, b) => gain(first, b) - gain(first, a));
  const winner = better.find(({ variant }) => others.every((other) => effectIn(other, variant) !== 'worse'));
  const harm = harmIn(others);
  if (winner !== undefined) {
    const text = `Take "${winner.variant}": ${inWords(first, winner, experiment.control)}.${harm}`;
    return { state: 'winner', winner: winner.variant, text };
  }
  if (better.length > 0) {
    const text = `Better in ${first.metric.name}, worse elsewhere: weigh it yourself.${harm}`;
    return { state: 'open', winner: null, text };
  }
  return undecided(experiment, { first, rivals, harm });
}

type Open = { readonly first: MetricSummary; readonly rivals: readonly MetricOfVariant[]; readonly harm: string };

function undecided({ control }: Experiment, { first, rivals, harm }: Open): Verdict {
  if (rivals.every(({ effect }) => effect === 'worse')) {
    const text = `Keep "${control}": ${rivals.map((rival) => inWords(first, rival, control)).join('; ')}.`;
    return { state: 'control_holds', winner: control, text };
  }
  const known = rivals.filter(({ comparison }) => comparison !== null && comparison.low !== null);
  if (known.length === 0) {
    const needed = first.metric.bounds === null ? `${BURN_IN_COUNT} values that vary` : 'a value';
    const text = `Too early to tell: ${first.metric.name} needs ${needed} of every variant.${harm}`;
    return { state: 'too_early', winner: null, text };
  }
  const text = `No difference can be told yet: ${known.map((rival) => inWords(first, rival, control)).join('; ')}.${harm}`;
  return { state: 'open', winner: null, text };
}

function mismatch({ variants }: Experiment, { units, expectedShares, sampleRatio }: Summary): Verdict {
  const total = units.reduce((sum, count) => sum + count, 0);
  const shares = variants.map(
    (variant, i) =>
      `"${variant}" has ${percent((units[i] ?? 0) / total)} instead of ${percent(expectedShares[i] ?? 0)}`,
  );
  const text = `Do not read the metrics: the shares of units differ from the weights (${shares.join(', ')}; p ${probability(sampleRatio.pValue)}). Look for units that get lost or are assigned twice.`;
  return { state: 'mismatch', winner: null, text };
}

function inWords({ metric }: MetricSummary, { variant, comparison }: MetricOfVariant, control: string): string {
  const { difference, low, high } = comparison ?? { difference: null, low: null, high: null };
  const range = low === null || high === null ? 'no interval yet' : `between ${signed(low)} and ${signed(high)}`;
  return `${metric.name} of "${variant}" less that of "${control}" is ${signed(difference ?? 0)}, ${range}`;
}

function harmIn(others: readonly MetricSummary[]): string {
  const harmed = others.flatMap((other) =>
    other.variants
      .filter(({ effect }) => effect === 'worse')
      .map(({ variant }) => `"${variant}" in ${other.metric.name}`),
  );
  return harmed.length === 0 ? '' : ` Worse than the control: ${harmed.join(', ')}.`;
}

function effectIn({ variants }: MetricSummary, variant: string): MetricOfVariant['effect'] {
  return variants.find((each) => each.variant === variant)?.effect ?? null;
}

function gain({ metric }: MetricSummary, { comparison }: MetricOfVariant): number {
  return (comparison?.difference ?? 0) * (metric.goal === 'increase' ? 1 : -1);
}

function signed(value: number): string {
  const text = value.toPrecision(3);
  return value > 0 ? `+${text}` : text;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function probability(value: number): string {
  return value < 0.0001 ? 'below 0.0001' : value.toFixed(4);
}
