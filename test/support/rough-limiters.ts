import { HOUR_SLOT_MS, MINUTE_MS, type RateLimits } from '../../src/ports/rate-store.ts';

/** A limiter as many are built: whether a call of a cost is admitted at a time, in milliseconds. */
export type RoughLimiter = (atMs: number, cost: number) => boolean;

const HOUR_MS = 3_600_000;

/** A token bucket of the minute's rate with the burst on top, and nothing else: up to limit + burst in a rolling minute. */
export function tokenBucket({ burst, perMinute }: RateLimits): RoughLimiter {
  return bucket(burst ?? Number.POSITIVE_INFINITY, (perMinute ?? Number.POSITIVE_INFINITY) / MINUTE_MS);
}

/** The burst as it should be, and the hour as a bucket: up to twice the hour's limit in a rolling hour. */
export function hourlyBucket({ perHour }: RateLimits): RoughLimiter {
  const limit = perHour ?? Number.POSITIVE_INFINITY;
  return bucket(limit, limit / HOUR_MS);
}

/** A counter that begins anew every whole minute: up to twice the limit in a rolling minute. */
export function fixedWindow({ perMinute }: RateLimits): RoughLimiter {
  let window = -1;
  let used = 0;
  return (atMs, cost) => {
    const now = Math.floor(atMs / MINUTE_MS);
    if (now !== window) used = 0;
    window = now;
    if (used + cost > (perMinute ?? Number.POSITIVE_INFINITY)) return false;
    used += cost;
    return true;
  };
}

/** An hour of 240 slots whose oldest one is left out as soon as it is an hour old in part: over the limit by what lies in that part. */
export function forgetfulHour({ perHour }: RateLimits): RoughLimiter {
  const taken: { readonly slot: number; readonly cost: number }[] = [];
  return (atMs, cost) => {
    const slot = Math.floor(atMs / HOUR_SLOT_MS);
    const used = taken
      .filter((one) => one.slot > slot - HOUR_MS / HOUR_SLOT_MS)
      .reduce((sum, one) => sum + one.cost, 0);
    if (used + cost > (perHour ?? Number.POSITIVE_INFINITY)) return false;
    taken.push({ slot, cost });
    return true;
  };
}

function bucket(size: number, perMs: number): RoughLimiter {
  let level = size;
  let lastMs = 0;
  return (atMs, cost) => {
    level = Math.min(size, level + (atMs - lastMs) * perMs);
    lastMs = atMs;
    if (level < cost) return false;
    level -= cost;
    return true;
  };
}
