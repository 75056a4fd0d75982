import type { RateLimits } from '../../ports/rate-store.ts';
import { TIER_ALIASES, type Tier } from './tiers.ts';

/** Figures that replace those of a tier, or make a new one; null is no limit. */
export type TierChange = {
  readonly per_minute?: number | null | undefined;
  readonly burst?: number | null | undefined;
  readonly per_hour?: number | null | undefined;
  readonly per_day?: number | null | undefined;
  readonly adaptive_floor?: number | undefined;
  readonly in_flight_share?: number | undefined;
  readonly sockets?: number | undefined;
};

const WINDOWS = ['per_minute', 'burst', 'per_hour', 'per_day'] as const;
/** What a new tier has of the other figures unless it says so: those of the tier of keys without one. */
const LIKE = 'default';

/** The tiers with their changes. `onMistake` is told of every change that makes no sense; its tier stays as it is. */
export function configureTiers(
  tiers: readonly Tier[],
  changes: ReadonlyMap<string, TierChange>,
  onMistake: (mistake: string) => void,
): readonly Tier[] {
  const byName = new Map(tiers.map((tier) => [tier.name, tier]));
  for (const [name, change] of changes) {
    const known = byName.get(name);
    const mistake = mistakeIn(name, change, known, tiers);
    if (mistake !== null) {
      onMistake(mistake);
      continue;
    }
    const base = known ?? byName.get(LIKE);
    if (base !== undefined) byName.set(name, changed({ ...base, name }, change));
  }
  return [...byName.values()];
}

function mistakeIn(name: string, change: TierChange, known: Tier | undefined, tiers: readonly Tier[]): string | null {
  const alias = TIER_ALIASES[name];
  if (alias !== undefined) return `tier "${name}" is another name of "${alias}": give its figures there`;
  if (known !== undefined && known.limits === null) return `tier "${name}" has no limits and stays so`;
  const missing = known === undefined ? WINDOWS.filter((window) => change[window] === undefined) : [];
  if (missing.length > 0) {
    const names = tiers.map((tier) => tier.name).join(', ');
    return `tier "${name}" is none of ${names}; a new tier gives all of ${WINDOWS.join(', ')} (null for no limit), and ${missing.join(', ')} is missing`;
  }
  const { burst, perMinute } = limitsWith(known?.limits ?? NOTHING, change);
  if ((burst === null) !== (perMinute === null)) {
    return `tier "${name}" has only one of per_minute and burst: the minute refills the burst, so give both, or null for both`;
  }
  return null;
}

const NOTHING: RateLimits = { burst: null, perMinute: null, perHour: null, perDay: null };

function changed(base: Tier, change: TierChange): Tier {
  return {
    name: base.name,
    limits: limitsWith(base.limits ?? NOTHING, change),
    floor: change.adaptive_floor ?? base.floor,
    ceiling: change.in_flight_share ?? base.ceiling,
    socketsMax: change.sockets ?? base.socketsMax,
  };
}

function limitsWith(limits: RateLimits, { per_minute, burst, per_hour, per_day }: TierChange): RateLimits {
  return {
    burst: burst === undefined ? limits.burst : burst,
    perMinute: per_minute === undefined ? limits.perMinute : per_minute,
    perHour: per_hour === undefined ? limits.perHour : per_hour,
    perDay: per_day === undefined ? limits.perDay : per_day,
  };
}
