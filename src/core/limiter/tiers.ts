import type { RateLimits } from '../../ports/rate-store.ts';

/** What a tier may do. */
export type Tier = {
  readonly name: string;
  /** Null for the one tier without limits of its own. */
  readonly limits: RateLimits | null;
  /** Share of the limits that stays when the server is overloaded, from 0 to 1. */
  readonly floor: number;
  /** Share of the places in flight that callers of the tier may fill, from 0 to 1. */
  readonly ceiling: number;
  /** Sockets one caller may have open. */
  readonly socketsMax: number;
};

const ALL_SOCKETS = Number.MAX_SAFE_INTEGER;

/** The tiers of a server whose configuration names no others. */
export const TIERS: readonly Tier[] = [
  { name: 'local', limits: null, floor: 1, ceiling: 1, socketsMax: ALL_SOCKETS },
  tier('anonymous', { perMinute: 60, burst: 10, perHour: 100, perDay: 500 }, { floor: 0.25, ceiling: 0.3 }, 5),
  tier('free', { perMinute: 60, burst: 10, perHour: 100, perDay: 500 }, { floor: 0.25, ceiling: 0.3 }, 5),
  tier('default', { perMinute: 60, burst: 10, perHour: 1_000, perDay: null }, { floor: 0.5, ceiling: 0.6 }, 20),
  tier('standard', { perMinute: 60, burst: 10, perHour: 1_000, perDay: 10_000 }, { floor: 0.5, ceiling: 0.6 }, 20),
  tier('team', { perMinute: 300, burst: 30, perHour: 10_000, perDay: 100_000 }, { floor: 0.5, ceiling: 0.85 }, 100),
  tier('enterprise', { perMinute: 3_000, burst: 100, perHour: null, perDay: null }, { floor: 1, ceiling: 1 }, 1_000),
];

/** Other names of tiers, as earlier clients call them. */
export const TIER_ALIASES: Readonly<Record<string, string>> = { basic: 'standard', pro: 'team' };

function tier(name: string, limits: RateLimits, shares: Pick<Tier, 'floor' | 'ceiling'>, socketsMax: number): Tier {
  return { name, limits, ...shares, socketsMax };
}
