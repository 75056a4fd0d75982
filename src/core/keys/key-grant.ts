import type { Caller } from '../../ports/caller.ts';
import type { RateLimits } from '../../ports/rate-store.ts';
import { CodedError } from '../../shared/errors.ts';
import type { TierTable } from '../limiter/tier-table.ts';
import type { Tier } from '../limiter/tiers.ts';

/** Limits as somebody writes them: what is left out is the tier's, null is none. */
export type GivenLimits = { readonly [Window in keyof RateLimits]?: RateLimits[Window] | undefined };

export type WantedGrant = {
  readonly tiers: TierTable;
  readonly by: Caller;
  readonly isOperator: boolean;
  /** Null for `default`. */
  readonly tier: string | null;
  readonly limits: GivenLimits | null;
};

/** What a new key may do: a tier by its own name, and the limits of the key's own where it has some. */
export type Grant = { readonly tier: string; readonly limits: RateLimits | null };

/** Tiers of callers without a key: nobody's keys have them. */
const KEYLESS_TIERS: ReadonlySet<string> = new Set(['local', 'anonymous']);
const NO_LIMITS: RateLimits = { burst: null, perMinute: null, perHour: null, perDay: null };
const WINDOWS = ['burst', 'perMinute', 'perHour', 'perDay'] as const;

/**
 * The tier and limits a key is made with. Rejects a name that no tier has, listing those there are; and, unless an operator makes the key,
 * what would do more than the caller's own key (`KEY_TIER_REFUSED`): limits are the operator's.
 */
export function grantOf({ tiers, by, isOperator, tier: name, limits: given }: WantedGrant): Grant {
  const tier = tierOf(tiers, name ?? 'default');
  const limits = given === null ? null : filledIn(given, tier);
  if (!isOperator) checkWithin(by, tiers.of(by.principal.tier), tier, limits);
  return { tier: tier.name, limits };
}

function tierOf(tiers: TierTable, name: string): Tier {
  const names = tiers.names.filter((each) => !KEYLESS_TIERS.has(each));
  const tier = names.includes(name) ? tiers.find(name) : null;
  if (tier === null) {
    const message = `One of the tiers ${names.join(', ')}`;
    throw new CodedError('REQUEST_INVALID', `tier: ${message}`, { issues: [{ path: 'tier', message }] });
  }
  return tier;
}

function filledIn(given: GivenLimits, tier: Tier): RateLimits {
  const preset = tier.limits ?? NO_LIMITS;
  const figure = (window: keyof RateLimits): number | null => {
    const own = given[window];
    return own === undefined ? preset[window] : own;
  };
  const limits = {
    burst: figure('burst'),
    perMinute: figure('perMinute'),
    perHour: figure('perHour'),
    perDay: figure('perDay'),
  };
  if ((limits.burst === null) !== (limits.perMinute === null)) {
    const message = 'burst and per_minute stand together: give both, or null for both';
    throw new CodedError('REQUEST_INVALID', `limits: ${message}`, { issues: [{ path: 'limits', message }] });
  }
  return limits;
}

function checkWithin(by: Caller, own: Tier, tier: Tier, limits: RateLimits | null): void {
  const ownLimits = by.limits ?? own.limits ?? NO_LIMITS;
  const wanted = limits ?? tier.limits ?? NO_LIMITS;
  const isMore = WINDOWS.some((window) => (wanted[window] ?? Infinity) > (ownLimits[window] ?? Infinity));
  if (!isMore && tier.floor <= own.floor && tier.ceiling <= own.ceiling) return;
  throw new CodedError(
    'KEY_TIER_REFUSED',
    `A key that may do more than your own (tier "${own.name}") is made by admins of the tenant "default".`,
  );
}
