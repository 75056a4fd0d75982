import type { RateLimits } from '../../ports/rate-store.ts';

/** Units one call may cost at most: what every window of the limits can give at once. Infinity without limits. */
export function costMaxOf({ burst, perMinute, perHour, perDay }: RateLimits): number {
  const limits = [perMinute === null ? null : burst, perMinute, perHour, perDay];
  return Math.min(...limits.filter((limit) => limit !== null));
}

/**
 * Limits for a share of the capacity: refill, minute and hour are lowered, rounded up. The burst stays, and no window falls below what one
 * call may cost: whatever a contract admits at some time, lowered limits admit at a later one. Days are contracts and stay.
 */
export function lowerLimits(limits: RateLimits, share: number): RateLimits {
  const costMax = costMaxOf(limits);
  const lower = (limit: number | null): number | null =>
    limit === null ? null : Math.min(limit, Math.max(costMax, Math.ceil(limit * share)));
  return { ...limits, perMinute: lower(limits.perMinute), perHour: lower(limits.perHour) };
}
