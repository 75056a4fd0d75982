import { assert } from '../../shared/assert.ts';
import { TIER_ALIASES, type Tier } from './tiers.ts';

/** The tier of keys that name one which is no longer there, and of keys without one. */
const FALLBACK = 'default';

/** Tiers by their names and other names. */
export class TierTable {
  readonly #tiers: ReadonlyMap<string, Tier>;
  readonly #fallback: Tier;

  /** `tiers` has one called `default`. */
  constructor(tiers: readonly Tier[]) {
    const byName = new Map(tiers.map((tier) => [tier.name, tier]));
    for (const [alias, name] of Object.entries(TIER_ALIASES)) {
      const tier = byName.get(name);
      if (tier !== undefined && !byName.has(alias)) byName.set(alias, tier);
    }
    const fallback = byName.get(FALLBACK);
    assert(fallback !== undefined, 'there is a tier for keys without one');
    this.#tiers = byName;
    this.#fallback = fallback;
  }

  /** Every name a key may carry, other names included. */
  get names(): readonly string[] {
    return [...this.#tiers.keys()];
  }

  /** Null for a name that no tier has. */
  find(name: string): Tier | null {
    return this.#tiers.get(name) ?? null;
  }

  /** The tier of a name; `default` for a name that no tier has any more. */
  of(name: string): Tier {
    return this.#tiers.get(name) ?? this.#fallback;
  }
}
