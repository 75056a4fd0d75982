import { type Moments, momentsOf } from '../../shared/moments.ts';
import { PATTERN_NAMES, type PatternName } from '../query/query-request.ts';
import { quantileOf } from '../statistics/quantile.ts';
import { qualityOf, rewardOfQuery, type UsedQuery } from './used-query.ts';

/** Queries whose weight the mean of all patterns has: so that one lucky query does not make a best pattern. */
const PRIOR_WEIGHT = 5;
/** Milliseconds at which an answer is worth half of an immediate one, as far as speed counts. */
const HALF_WORTH_MS = 200;
/** Share of speed in a score. */
const SPEED_SHARE = 0.2;

/** How a pattern did over past queries that were computed, not cached. Durations in milliseconds; shares, quality and score in [0, 1]. */
export type PatternFigures = {
  readonly pattern: PatternName;
  readonly queries: number;
  readonly answeredShare: number;
  readonly meanConfidence: number;
  /** Mean rating in [0, 1]; null when nobody rated. */
  readonly reward: number | null;
  readonly ratings: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Weighted, and drawn to the mean of all patterns by five queries' worth. */
  readonly quality: number;
  readonly score: number;
  /** Of the quality of each query by itself, for comparisons. */
  readonly moments: Moments;
};

/** Figures of every pattern that was used. `weight` says how much a query counts for the quality. */
export function patternFigures(
  queries: readonly UsedQuery[],
  weight: (query: UsedQuery) => number = () => 1,
): readonly PatternFigures[] {
  const computed = queries.filter(({ cacheHit }) => !cacheHit);
  const overall = weightedMean(computed, weight, { sum: 0, weight: 0 });
  return PATTERN_NAMES.flatMap((pattern) => {
    const own = computed.filter(({ patternUsed }) => patternUsed === pattern);
    return own.length === 0 ? [] : [figuresOf(pattern, own, { weight, overall })];
  });
}

type Scale = { readonly weight: (query: UsedQuery) => number; readonly overall: number };

function figuresOf(pattern: PatternName, own: readonly UsedQuery[], { weight, overall }: Scale): PatternFigures {
  const durations = own.map(({ durationMs }) => durationMs);
  const rewards = own.map(rewardOfQuery).filter((value) => value !== null);
  const quality = weightedMean(own, weight, { sum: PRIOR_WEIGHT * overall, weight: PRIOR_WEIGHT });
  const p50Ms = quantileOf(durations, 0.5);
  const speed = HALF_WORTH_MS / (HALF_WORTH_MS + p50Ms);
  return {
    pattern,
    queries: own.length,
    answeredShare: own.filter(({ answered }) => answered).length / own.length,
    meanConfidence: own.reduce((sum, { confidence }) => sum + confidence, 0) / own.length,
    reward: rewards.length === 0 ? null : rewards.reduce((sum, value) => sum + value, 0) / rewards.length,
    ratings: rewards.length,
    p50Ms,
    p95Ms: quantileOf(durations, 0.95),
    quality,
    score: (1 - SPEED_SHARE) * quality + SPEED_SHARE * speed,
    moments: momentsOf(own.map(qualityOf), 0.5),
  };
}

function weightedMean(
  queries: readonly UsedQuery[],
  weight: (query: UsedQuery) => number,
  prior: { readonly sum: number; readonly weight: number },
): number {
  let { sum, weight: total } = prior;
  for (const query of queries) {
    const own = weight(query);
    sum += own * qualityOf(query);
    total += own;
  }
  return total === 0 ? 0 : sum / total;
}
