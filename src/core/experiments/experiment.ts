import type { Bounds } from '../statistics/compare-bounded.ts';

/** What is measured. With bounds its intervals hold from the first value on, see `compareBounded`. */
export type Metric = {
  readonly name: string;
  readonly goal: 'increase' | 'decrease';
  readonly bounds: Bounds | null;
};

/** Weights by variant that were in force from a time on. */
export type WeightsInForce = { readonly weights: Readonly<Record<string, number>>; readonly sinceMs: number };

/** Variants and metrics of an experiment, which never change, and the weights it has had, which may; the last are in force. */
export type Experiment = {
  readonly experimentId: string;
  /** Told apart from an earlier experiment of the same id. */
  readonly run: string;
  readonly description: string | null;
  /** The control is one of them. */
  readonly variants: readonly string[];
  readonly control: string;
  /** The first one decides. */
  readonly metrics: readonly Metric[];
  readonly allocations: readonly WeightsInForce[];
  /** Chance that any interval, at any look, leaves out the truth. */
  readonly alpha: number;
};

/** Share of the new units that each variant gets under the weights. */
export function sharesOf(variants: readonly string[], { weights }: WeightsInForce): readonly number[] {
  const total = variants.reduce((sum, variant) => sum + (weights[variant] ?? 0), 0);
  return variants.map((variant) => (weights[variant] ?? 0) / total);
}
