import { beforeEach, describe, expect, it } from 'vitest';
import { type Arrival, type Door, LoadPlant, summary, together, traffic } from '../../../test/support/load-plant.ts';
import { TIERS } from '../limiter/tiers.ts';
import { AdaptiveLimits } from './adaptive-limits.ts';
import { InFlightShedding } from './in-flight-shedding.ts';
import { loadRatio } from './load-ratio.ts';

let adaptive: AdaptiveLimits;

beforeEach(() => {
  adaptive = new AdaptiveLimits(TIERS);
});

function seconds(count: number, load: number): void {
  for (let i = 0; i < count; i++) adaptive.observe(load);
}

describe('AdaptiveLimits', () => {
  it('leaves everybody all of their limits while the load is light', () => {
    seconds(60, 0.69);
    expect(adaptive.factors().every(({ factor }) => factor === 1)).toBe(true);
    expect(adaptive.factorOf('nobody')).toBe(1);
  });

  it('lowers the lower tiers to their floors when it is heavy, and never the highest', () => {
    seconds(60, 1);
    const floors = TIERS.map(({ name, floor }) => ({ tier: name, factor: floor }));
    expect(adaptive.factors()).toEqual(floors);
    expect(adaptive.factorOf('enterprise')).toBe(1);
    expect(adaptive.factorOf('free')).toBe(0.25);
  });

  it('gives back a twentieth a second once it is light, and nothing in between', () => {
    seconds(60, 1);
    seconds(30, 0.72);
    expect(adaptive.factorOf('free')).toBe(0.25);
    seconds(1, 0.6);
    expect(adaptive.load).toBeLessThan(0.7);
    const before = adaptive.factorOf('free');
    seconds(1, 0.6);
    expect(adaptive.factorOf('free')).toBeCloseTo(before + 0.05);
    seconds(30, 0.6);
    expect(adaptive.factorOf('free')).toBe(1);
  });

  it('does nothing for one bad second, or a stall of any length', () => {
    seconds(60, 0.5);
    seconds(1, 1);
    expect(adaptive.factorOf('free')).toBe(1);
    seconds(10, 0.5);
    expect(adaptive.factorOf('free')).toBe(1);
  });

  it('acts within some seconds when it stays bad', () => {
    seconds(60, 0.5);
    seconds(4, 1);
    expect(adaptive.factorOf('free')).toBeLessThan(1);
    seconds(4, 1);
    expect(adaptive.factorOf('free')).toBeLessThan(0.5);
  });
});

const SECOND = 1_000;
/** Calls of 4 ms a second that the plant can do, with the cost of taking them in. */
const CAPACITY = 1_000 / 4.15;

/** Both controllers before one event loop: limits by tier that follow the load, then places in flight. */
class World {
  readonly plant = new LoadPlant();
  readonly adaptive = new AdaptiveLimits(TIERS);
  readonly factors: number[] = [];
  readonly places: number[] = [];
  limited = 0;
  readonly #shedding: InFlightShedding;
  readonly #buckets = new Map<string, { tokens: number; filledMs: number }>();
  #busyMs = 0;

  constructor(untilMs: number) {
    const { clock, turns } = this.plant;
    const ceilings = new Map(TIERS.map(({ name, ceiling }) => [name, ceiling]));
    const ceilingOf = (tier: string): number => ceilings.get(tier) ?? 1;
    this.#shedding = new InFlightShedding({ clock, turns, inFlightMax: 200, ceilingOf });
    for (let atMs = 2 * SECOND; atMs <= untilMs; atMs += SECOND) this.plant.at(atMs, () => this.#beat());
  }

  /** `contracts`: calls a second that the callers of a tier may send, all of them together. */
  door(contracts: Readonly<Record<string, number>>): Door {
    return {
      enter: ({ tier }: Arrival) => {
        if (!this.#take(tier, contracts[tier] ?? 1e9)) {
          this.limited++;
          return null;
        }
        return this.#shedding.enter('query', tier);
      },
    };
  }

  #beat(): void {
    const [queries] = this.#shedding.figures();
    const eventLoopUtilisation = Math.min(1, (this.plant.busyMs - this.#busyMs) / SECOND);
    this.#busyMs = this.plant.busyMs;
    const reading = { eventLoopUtilisation, eventLoopDelayP99Ms: 4, rssBytes: 0 };
    this.adaptive.observe(loadRatio({ reading, inFlight: queries?.load ?? 0, memoryBytesMax: 1 }));
    this.factors.push(this.adaptive.factorOf('standard'));
    this.places.push(queries?.limit ?? 0);
  }

  #take(tier: string, perSecond: number): boolean {
    const nowMs = this.plant.clock.monotonic();
    const rate = perSecond * this.adaptive.factorOf(tier);
    const bucket = this.#buckets.get(tier) ?? { tokens: 10, filledMs: nowMs };
    bucket.tokens = Math.min(10, bucket.tokens + ((nowMs - bucket.filledMs) / SECOND) * rate);
    bucket.filledMs = nowMs;
    this.#buckets.set(tier, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}

/** How far a series goes up and down, its first seconds left out. */
function swing(series: readonly number[], from: number): number {
  const settled = series.slice(from);
  return Math.max(...settled) - Math.min(...settled);
}

describe('AdaptiveLimits and shedding together', () => {
  it('settle on fewer calls of the lower tiers, and all of the highest', () => {
    const world = new World(180 * SECOND);
    const arrivals = together(
      traffic({ fromMs: SECOND, seconds: 180, perSecond: CAPACITY * 0.3, tier: 'enterprise' }),
      traffic({ fromMs: SECOND, seconds: 180, perSecond: CAPACITY * 1.2, tier: 'standard', seed: 2 }),
    );
    world.plant.run(arrivals, world.door({ standard: CAPACITY * 1.2 }));
    const of = (tier: string) =>
      summary(
        world.plant.outcomes.filter((outcome) => outcome.tier === tier),
        { fromMs: 30 * SECOND, toMs: 180 * SECOND },
      );
    expect(of('enterprise').refused).toBeLessThan(0.005 * of('enterprise').arrived);
    expect(of('enterprise').p99).toBeLessThan(100);
    expect(world.factors.at(-1)).toBe(0.5);
    expect(swing(world.factors, 30)).toBe(0);
  });

  it('do not swing against each other where the load is near the thresholds', () => {
    for (const share of [0.5, 0.6, 0.7, 0.8, 0.9, 1]) {
      const world = new World(240 * SECOND);
      const arrivals = together(
        traffic({ fromMs: SECOND, seconds: 240, perSecond: CAPACITY * 0.2, tier: 'enterprise' }),
        traffic({ fromMs: SECOND, seconds: 240, perSecond: CAPACITY * share, tier: 'standard', seed: 2 }),
      );
      world.plant.run(arrivals, world.door({ standard: CAPACITY * share }));
      const highest = world.plant.outcomes.filter(({ tier, atMs }) => tier === 'enterprise' && atMs > 30 * SECOND);
      expect(highest.filter(({ served }) => !served)).toEqual([]);
      // One step down and the way back, and shedding takes no notice.
      expect(swing(world.factors, 60)).toBeLessThan(1 / 3);
      expect(swing(world.places, 60)).toBe(0);
    }
  });

  it('give everything back within half a minute after an overload', () => {
    const world = new World(120 * SECOND);
    const arrivals = together(
      traffic({ fromMs: SECOND, seconds: 60, perSecond: CAPACITY * 3, tier: 'standard' }),
      traffic({ fromMs: 61 * SECOND, seconds: 59, perSecond: CAPACITY * 0.5, tier: 'standard', seed: 2 }),
    );
    world.plant.run(arrivals, world.door({ standard: CAPACITY * 3 }));
    expect(world.factors[55]).toBe(0.5);
    expect(world.factors[90]).toBe(1);
    const after = summary(world.plant.outcomes, { fromMs: 66 * SECOND, toMs: 120 * SECOND });
    expect(after.refused).toBe(0);
  });
});
