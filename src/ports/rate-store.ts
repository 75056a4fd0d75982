/** The windows of the limiter, by the names callers read in `limit_type`. */
export const RATE_WINDOWS = ['burst', 'per_minute', 'per_hour', 'per_day'] as const;
export type RateWindow = (typeof RATE_WINDOWS)[number];

/** A unit taken at t leaves the minute at t + `MINUTE_MS`: the window is (now − 60 s, now], in whole milliseconds. */
export const MINUTE_MS = 60_000;
/** The hour is counted in slots of this length; the slot that an hour ago lies in counts in full. */
export const HOUR_SLOT_MS = 15_000;
/** The slot of now, the 239 before it, and the one that an hour ago lies in: a unit of slot s leaves the hour when slot s + 241 begins. */
export const HOUR_SLOTS = 241;
export const DAY_MS = 86_400_000;

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
  /** Identities without a key begin with `ADDRESS_IDENTITY`. */
  readonly identity: string;
  /** The caller's contract. */
  readonly limits: RateLimits;
  /** What is in force in place of the contract while the server is overloaded: nowhere higher, same burst. Null for the contract. */
  readonly lowered: RateLimits | null;
  /** Units this call takes from every window; at least 1. A cost above a limit in force is refused whatever the wait. */
  readonly cost: number;
};

/** How identities of callers without a key begin: anybody can make as many as they have addresses, so they share a bounded table. */
export const ADDRESS_IDENTITY = 'address:';

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
  /** Whether the contract admits the call: false when it refuses, true when only the lowered limits do. */
  readonly withinContract: boolean;
  /** The windows that have a limit, in the order of `RATE_WINDOWS`, by the limits in force. */
  readonly windows: readonly RateWindowState[];
};

/**
 * Where the windows of every identity are. One decision looks at all windows and then takes from all of them or from none. The embedded
 * twin answers at once, the one on Redis later. Other limits for an identity hold from its next request on, over what it took before.
 */
export interface RateStore {
  take(request: RateRequest): RateDecision | Promise<RateDecision>;
  /** What `take` would say, without taking. */
  look(request: RateRequest): RateDecision | Promise<RateDecision>;
}

/** A store inside this process: it answers at once, and can count what another store has admitted. */
export interface LocalRateStore extends RateStore {
  take(request: RateRequest): RateDecision;
  look(request: RateRequest): RateDecision;
  /** Takes from every window whatever the limits say; the burst is at most used up. */
  charge(request: RateRequest): void;
  /** Raises what an identity has used of a date to `used`, as far as it is not there yet; `day` counts days since 1970. */
  raiseDay(identity: string, day: number, used: number): void;
}
