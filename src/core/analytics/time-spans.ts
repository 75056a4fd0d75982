import type { RollupGrain } from '../../ports/rollup-store.ts';

/** Milliseconds of an hour. */
export const HOUR_MS = 3_600_000;
/** Every day of UTC has as many: leap seconds are not counted in Unix time. */
export const DAY_MS = 24 * HOUR_MS;
/** Roll-ups by hour that are kept, the running one included: the last 24 hours at any minute, and as many to spare. */
export const HOURS_KEPT = 48;
/** Roll-ups by day that are kept, today's included: a year and a month, to compare a month with the same one a year ago. */
export const DAYS_KEPT = 400;

/** Milliseconds of a grain. */
export function grainMs(grain: RollupGrain): number {
  return grain === 'hour' ? HOUR_MS : DAY_MS;
}

/** The start of the hour or day in UTC that a time lies in. */
export function startOf(grain: RollupGrain, atMs: number): number {
  const ms = grainMs(grain);
  return Math.floor(atMs / ms) * ms;
}

/** The first start that is kept at a time. */
export function keptFrom(grain: RollupGrain, nowMs: number): number {
  return startOf(grain, nowMs) - ((grain === 'hour' ? HOURS_KEPT : DAYS_KEPT) - 1) * grainMs(grain);
}
