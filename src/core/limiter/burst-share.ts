import { MINUTE_MS, type RateDecision, type RateLimits, type RateRequest } from '../../ports/rate-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { RecentCache } from '../../shared/recent-cache.ts';

/** Identities remembered: as many as whose refusals are. */
const IDENTITIES_MAX = 10_000;

/** Units of the burst that were left at `atMs`: to all processes, or (`own`) to this one. */
type Known = { left: number; atMs: number; own: boolean };

/**
 * What a process that decides alone may take of a burst: its share of what the shared store said last was left, and of what came back since. Without it
 * every outage, however short, would give each process a new burst: its own windows know only of its own admissions.
 */
export class BurstShare {
  readonly #clock: Clock;
  readonly #known = new RecentCache<string, Known>(IDENTITIES_MAX);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes what the shared store said; `askedAtMs` is when it was asked, by the monotonic clock. */
  note(identity: string, { windows }: RateDecision, askedAtMs: number): void {
    const [burst] = windows;
    if (burst?.window === 'burst') this.#known.set(identity, { left: burst.left, atMs: askedAtMs, own: false });
  }

  /** Milliseconds until the call is within the share; 0 when it is, or nothing is known. `share` is the request by the share of its limits. */
  waitMs({ identity, limits, cost }: RateRequest, processes: number): number {
    const left = this.#leftOf(identity, limits, processes);
    if (left === null || limits.perMinute === null || left >= cost) return 0;
    return Math.ceil(((cost - left) * MINUTE_MS) / limits.perMinute);
  }

  /** Takes what `waitMs` allowed. */
  take({ identity, limits, cost }: RateRequest, processes: number): void {
    const left = this.#leftOf(identity, limits, processes);
    if (left !== null) this.#known.set(identity, { left: left - cost, atMs: this.#clock.monotonic(), own: true });
  }

  #leftOf(identity: string, { burst, perMinute }: RateLimits, processes: number): number | null {
    const known = this.#known.get(identity);
    if (known === undefined || burst === null || perMinute === null) return null;
    const back = ((this.#clock.monotonic() - known.atMs) * perMinute) / MINUTE_MS;
    return Math.min(burst, (known.own ? known.left : known.left / processes) + back);
  }
}
