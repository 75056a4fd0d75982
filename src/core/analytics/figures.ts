import { Rollup } from './rollup.ts';
import type { DatedRollup } from './rollup-book.ts';

/** Figures of one hour or day as a chart takes them; durations in milliseconds, everything 0 without queries. */
export type Point = {
  readonly startMs: number;
  readonly queries: number;
  readonly errors: number;
  readonly errorRate: number;
  readonly uniqueUsers: number;
  readonly cacheHitRate: number;
  readonly meanConfidence: number;
  readonly durations: DurationFigures;
};

/** Milliseconds; percentiles within RELATIVE_ERROR. */
export type DurationFigures = {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
};

/** The figures of a roll-up, estimates made. */
export function toPoint({ startMs, rollup }: DatedRollup): Point {
  return {
    startMs,
    queries: rollup.count,
    errors: rollup.errors,
    errorRate: errorRate(rollup),
    uniqueUsers: rollup.users.value,
    cacheHitRate: ratio(rollup.cacheHits, rollup.count),
    meanConfidence: rollup.meanConfidence,
    durations: durationsOf(rollup),
  };
}

/** One point for every start, zeros where nothing happened. */
export function pointsAt(starts: readonly number[], known: ReadonlyMap<number, Point>): readonly Point[] {
  return starts.map((startMs) => known.get(startMs) ?? toPoint({ startMs, rollup: new Rollup() }));
}

/** Mean and percentiles; 0 without queries. */
export function durationsOf({ durations }: Rollup): DurationFigures {
  const { mean } = durations;
  return { mean, p50: durations.quantile(0.5), p95: durations.quantile(0.95), p99: durations.quantile(0.99) };
}

/** Failed queries among all that ended; those whose caller left count in neither. */
export function errorRate(rollup: Rollup): number {
  return ratio(rollup.errors, rollup.count + rollup.errors);
}

/** 0 of nothing. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
