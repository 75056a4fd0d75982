/** Upper ends of the buckets people read, in milliseconds, with their names; the last bucket has none. */
export const DURATION_BUCKETS = [
  { name: '<100ms', belowMs: 100 },
  { name: '<250ms', belowMs: 250 },
  { name: '<500ms', belowMs: 500 },
  { name: '<1s', belowMs: 1_000 },
  { name: '<5s', belowMs: 5_000 },
  { name: '>5s', belowMs: Number.POSITIVE_INFINITY },
] as const;

/** The one bucket a duration is counted in. */
export function durationBucket(durationMs: number): string {
  return DURATION_BUCKETS.find(({ belowMs }) => durationMs < belowMs)?.name ?? '>5s';
}
