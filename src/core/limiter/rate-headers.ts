import type { RateLimits, RateWindowState } from '../../ports/rate-store.ts';

/** The field `RateLimit-Policy` of limits: every window with its quota `q` and its length `w` in seconds (draft-ietf-httpapi-ratelimit-headers). */
export function policyText({ burst, perMinute, perHour, perDay }: RateLimits): string {
  const refillSeconds = burst === null || perMinute === null ? 0 : Math.ceil((burst * 60) / perMinute);
  return [
    policy('burst', perMinute === null ? null : burst, refillSeconds),
    policy('per_minute', perMinute, 60),
    policy('per_hour', perHour, 3_600),
    policy('per_day', perDay, 86_400),
  ]
    .filter((text) => text !== null)
    .join(', ');
}

/** The field `RateLimit`: units left `r`, and the seconds `t` until all are back. */
export function stateText(windows: readonly RateWindowState[]): string {
  let text = '';
  for (const { window, left, resetMs } of windows) {
    if (text !== '') text += ', ';
    text += `"${window}";r=${left};t=${Math.ceil(resetMs / 1_000)}`;
  }
  return text;
}

function policy(window: string, quota: number | null, seconds: number): string | null {
  return quota === null ? null : `"${window}";q=${quota};w=${seconds}`;
}
