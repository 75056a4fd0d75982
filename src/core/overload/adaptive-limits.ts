import type { Tier } from '../limiter/tiers.ts';

/** Weight of the newest second: a change shows within some five seconds, one bad second changes nothing. */
export const SMOOTHING = 0.3;
/** Smoothed load above which refills are lowered, and by how much a second; below the last it is given back. Between, all stays. */
const HEAVY = { load: 0.9, factor: 0.5 } as const;
const HIGH = { load: 0.75, factor: 0.75 } as const;
const LIGHT = { load: 0.7, step: 0.05 } as const;

/**
 * How much of its limits each tier has for now. Driven by one load a second; slower by far than shedding, which acts on single calls: this
 * makes the calls fewer, and shares what there is by tier.
 */
export class AdaptiveLimits {
  readonly #factors: Map<string, number>;
  readonly #floors: ReadonlyMap<string, number>;
  #load = 0;

  constructor(tiers: readonly Pick<Tier, 'name' | 'floor'>[]) {
    this.#floors = new Map(tiers.map(({ name, floor }) => [name, floor]));
    this.#factors = new Map(tiers.map(({ name }) => [name, 1]));
  }

  /** The load of the second that has passed, from 0 to 1. */
  observe(load: number): void {
    this.#load += SMOOTHING * (load - this.#load);
    for (const [tier, floor] of this.#floors)
      this.#factors.set(tier, Math.max(floor, next(this.factorOf(tier), this.#load)));
  }

  /** The smoothed load. */
  get load(): number {
    return this.#load;
  }

  /** Share of its limits that callers of a tier have now, from its floor to 1; a tier that nobody knows has all. */
  factorOf(tier: string): number {
    return this.#factors.get(tier) ?? 1;
  }

  /** Every tier with its factor. */
  factors(): readonly { readonly tier: string; readonly factor: number }[] {
    return Array.from(this.#factors, ([tier, factor]) => ({ tier, factor }));
  }
}

function next(factor: number, load: number): number {
  if (load > HEAVY.load) return factor * HEAVY.factor;
  if (load > HIGH.load) return factor * HIGH.factor;
  return load < LIGHT.load ? Math.min(1, factor + LIGHT.step) : factor;
}
