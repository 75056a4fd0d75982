import { seededRandom } from '../test/support/seeded-random.ts';

/** Gold of one query: document id → gain (only gains above 0 count). */
export type Gold = ReadonlyMap<string, number>;

/** nDCG@k with linear gains and log2 discount, as pytrec_eval computes it; 0 without gold. */
export function ndcgAt(k: number, ranked: readonly string[], gold: Gold): number {
  const gains = ranked.slice(0, k).map((id) => gold.get(id) ?? 0);
  const ideal = [...gold.values()].sort((a, b) => b - a).slice(0, k);
  const best = discounted(ideal);
  return best === 0 ? 0 : discounted(gains) / best;
}

/** Share of the gold documents among the first k. */
export function recallAt(k: number, ranked: readonly string[], gold: Gold): number {
  const relevant = relevantIds(gold);
  if (relevant.size === 0) return 0;
  return ranked.slice(0, k).filter((id) => relevant.has(id)).length / relevant.size;
}

/** 1 when every gold document is among the first k: what a question over several documents needs. */
export function allGoldAt(k: number, ranked: readonly string[], gold: Gold): number {
  const head = new Set(ranked.slice(0, k));
  const relevant = relevantIds(gold);
  return relevant.size > 0 && [...relevant].every((id) => head.has(id)) ? 1 : 0;
}

export type Interval = { readonly mean: number; readonly low: number; readonly high: number };

const RESAMPLES = 2_000;

/** Mean with a 95 % bootstrap interval over queries (percentile method, 2,000 resamples, seeded). */
export function bootstrap(values: readonly number[], seed = 1): Interval {
  const mean = average(values);
  if (values.length < 2) return { mean, low: mean, high: mean };
  const random = seededRandom(seed);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  }).sort((a, b) => a - b);
  return {
    mean,
    low: means[Math.floor(RESAMPLES * 0.025)] ?? mean,
    high: means[Math.ceil(RESAMPLES * 0.975) - 1] ?? mean,
  };
}

export function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);
}

function relevantIds(gold: Gold): ReadonlySet<string> {
  return new Set([...gold].filter(([, gain]) => gain > 0).map(([id]) => id));
}
