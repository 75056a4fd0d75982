import type { RateLimits, RateRequest } from '../../ports/rate-store.ts';

/**
 * The request as one of `processes` decides it alone: each limit divided by their number. At least one unit stays, and as many as the call
 * costs: a call that no wait would admit would have no answer.
 */
export function shareOf(request: RateRequest, processes: number): RateRequest {
  if (processes <= 1) return request;
  const { limits, lowered, cost } = request;
  const share = (limit: number | null): number | null =>
    limit === null ? null : Math.min(limit, Math.max(1, cost, Math.floor(limit / processes)));
  const divided = ({ burst, perMinute, perHour, perDay }: RateLimits): RateLimits => ({
    burst: share(burst),
    perMinute: share(perMinute),
    perHour: share(perHour),
    perDay: share(perDay),
  });
  return { ...request, limits: divided(limits), lowered: lowered === null ? null : divided(lowered) };
}
