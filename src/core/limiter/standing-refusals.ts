import type { RateDecision, RateLimits, RateRequest } from '../../ports/rate-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { RecentCache } from '../../shared/recent-cache.ts';

/** Identities whose refusals are remembered: more than can be refused at once by what one process answers. */
const REFUSALS_MAX = 10_000;
/** A refusal for the rest of the day is asked again after so long: what it rests on can be taken back. */
const STANDING_MS_MAX = 10_000;

/** So long after a refusal an identity still is at its limits, as far as a call goes that the store did not answer. */
const RECENT_MS = 5_000;

type Refusal = {
  readonly decision: RateDecision;
  readonly limits: RateLimits;
  readonly cost: number;
  readonly askedAtMs: number;
};

/**
 * Refusals of the shared store that still hold: until the wait it named is over, no call of that cost or more can be let in, whoever else
 * calls. So callers that do not wait are answered here, and nothing else is refused.
 */
export class StandingRefusals {
  readonly #clock: Clock;
  readonly #refusals = new RecentCache<string, Refusal>(REFUSALS_MAX);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `askedAtMs` is when the store was asked, by the monotonic clock: the wait began after that. */
  note({ identity, limits, lowered, cost }: RateRequest, decision: RateDecision, askedAtMs: number): void {
    // What is refused for lowered limits alone is told in another way as soon as the contract would admit it.
    if (decision.allowed || lowered !== null) return;
    this.#refusals.set(identity, { decision, limits, cost, askedAtMs });
  }

  /** The refusal that holds for a request, with the time that is left of it. */
  of(request: RateRequest): RateDecision | null {
    const refusal = this.#refusals.get(request.identity);
    if (refusal === undefined || request.lowered !== null || request.cost < refusal.cost) return null;
    const passedMs = Math.floor(this.#clock.monotonic() - refusal.askedAtMs);
    const { decision } = refusal;
    const isOver = passedMs >= Math.min(STANDING_MS_MAX, decision.retryAfterMs);
    if (isOver || !areSame(request.limits, refusal.limits)) return null;
    return {
      ...{ allowed: false, withinContract: decision.withinContract, violated: decision.violated },
      retryAfterMs: decision.retryAfterMs - passedMs,
      windows: decision.windows.map((one) => ({ ...one, resetMs: Math.max(0, one.resetMs - passedMs) })),
    };
  }

  /**
   * A refusal of a moment ago, whether its wait is over or not: the unit that has come back since is one for all processes, and several may be
   * waiting for an answer about it.
   */
  recentOf({ identity }: RateRequest): RateDecision | null {
    const refusal = this.#refusals.get(identity);
    const isRecent = refusal !== undefined && this.#clock.monotonic() - refusal.askedAtMs < RECENT_MS;
    return isRecent ? refusal.decision : null;
  }
}

function areSame(a: RateLimits, b: RateLimits): boolean {
  return (
    a === b || (a.burst === b.burst && a.perMinute === b.perMinute && a.perHour === b.perHour && a.perDay === b.perDay)
  );
}
