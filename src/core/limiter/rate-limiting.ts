import type { Caller } from '../../ports/caller.ts';
import type { RateWindow } from '../../ports/rate-store.ts';

/** What the limits say to one call of a caller. */
export type Verdict = {
  readonly allowed: boolean;
  /** `reduced`: the caller is within its contract, but the limits are lowered for now. Meaningless when allowed. */
  readonly reason: 'contract' | 'reduced';
  /** The windows that refused, the one with the longest wait first. */
  readonly violated: readonly RateWindow[];
  /** Whole seconds after which the same call is allowed if nobody else takes from the windows; 0 when allowed. */
  readonly retryAfterSeconds: number;
  /** The fields `RateLimit-Policy` and `RateLimit`; null for callers without limits. */
  readonly headers: { readonly policy: string; readonly state: string } | null;
};

/** The limiter as doors use it. */
export interface RateLimiting {
  /** What is known at once, without taking: whether a call of one unit would be refused, and the state for headers. */
  look(caller: Caller): Verdict;
  /** Takes `cost` units from every window or from none. Rejects (or throws) `RATE_COST_TOO_HIGH` when no wait would help. */
  take(caller: Caller, cost: number): Verdict | Promise<Verdict>;
  /** Counts what was taken for the caller's usage, under the id of its operation. */
  record(caller: Caller, operation: string, cost: number): void;
  /** Sockets one caller of the tier may have open. */
  socketsMax(tier: string): number;
  /** Who a caller without a key is to the limits, by its address. */
  identityOf(address: string): string;
}
