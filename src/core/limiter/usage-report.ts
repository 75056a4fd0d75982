import type { Caller } from '../../ports/caller.ts';
import type { RateLimits, RateWindowState } from '../../ports/rate-store.ts';
import type { UsageRow } from '../../ports/usage-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { KeyUsage } from './key-usage.ts';
import type { RateLimiter } from './rate-limiter.ts';

/** What a caller may do, has done and can still do. Times are wall-clock milliseconds. */
export type UsageReport = {
  readonly atMs: number;
  /** The tier by its own name. */
  readonly tier: string;
  /** Null for callers without limits. */
  readonly limits: {
    readonly contract: RateLimits;
    readonly inForce: RateLimits;
    /** Share of the contract's refill, minute and hour that is in force now. */
    readonly share: number;
    readonly costMax: number;
    readonly windows: readonly RateWindowState[];
  } | null;
  /** Newest date first. */
  readonly rows: readonly UsageRow[];
};

export type UsageReportsParts = {
  readonly limiter: Pick<RateLimiter, 'limitsOf' | 'windowsOf' | 'tierOf'>;
  readonly usage: Pick<KeyUsage, 'read'>;
  readonly clock: Clock;
};

/** Tells callers about their limits and their use. */
export class UsageReports {
  readonly #parts: UsageReportsParts;

  constructor(parts: UsageReportsParts) {
    this.#parts = parts;
  }

  /** With the use of so many UTC dates, today's included. Rejects with `RECORDS_*` errors. */
  async of(caller: Caller, days: number): Promise<UsageReport> {
    const { limiter, usage, clock } = this.#parts;
    const rows = await usage.read(caller, days);
    const inForce = limiter.limitsOf(caller);
    const windows = await limiter.windowsOf(caller);
    const atMs = clock.now();
    const tier = limiter.tierOf(caller);
    if (inForce === null) return { atMs, tier, limits: null, rows };
    const { limits: contract, lowered, share, costMax } = inForce;
    return { atMs, tier, limits: { contract, inForce: lowered ?? contract, share, costMax, windows }, rows };
  }
}
