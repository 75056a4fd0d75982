/** The windows of the limiter, by the names callers read in `limit_type`. */
export const RATE_WINDOWS = ['burst', 'per_minute', 'per_hour', 'per_day'] as const;
export type RateWindow = (typeof RATE_WINDOWS)[number];

/**
 * How much a caller may do. `perMinute` is also the refill of the burst, so the two stand together; null is a window without a limit.
 * Days are UTC dates, minute and hour roll.
 */
export type RateLimits = {
  readonly burst: number | null;
  readonly perMinute: number | null;
  readonly perHour: number | null;
  readonly perDay: number | null;
};

export type RateRequest = {
  readonly identity: string;
  readonly limits: RateLimits;
  /** Units this call takes from every window; at least 1, at most the burst. */
  readonly cost: number;
};

/** One window after a decision: `left` units now, all of them again in `resetMs`. */
export type RateWindowState = {
  readonly window: RateWindow;
  readonly limit: number;
  readonly left: number;
  readonly resetMs: number;
};

export type RateDecision = {
  readonly allowed: boolean;
  /** Milliseconds until the same call is allowed if nobody else takes from the windows; 0 when allowed. */
  readonly retryAfterMs: number;
  /** The windows that refused, the one with the longest wait first; empty when allowed. */
  readonly violated: readonly RateWindow[];
  /** The windows that have a limit, in the order of `RATE_WINDOWS`. */
  readonly windows: readonly RateWindowState[];
};

/**
 * Where the windows of every identity are. One decision looks at all windows and then takes from all of them or from none. The embedded
 * twin answers at once, the one on Redis later.
 */
export interface RateStore {
  take(request: RateRequest): RateDecision | Promise<RateDecision>;
  /** What `take` would say, without taking. */
  look(request: RateRequest): RateDecision | Promise<RateDecision>;
}
