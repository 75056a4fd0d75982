import { beforeEach, describe, expect, it } from 'vitest';
import { type Door, LoadPlant, type Outcome, summary, together, traffic } from '../../../test/support/load-plant.ts';
import { TIERS } from '../limiter/tiers.ts';
import { InFlightShedding } from './in-flight-shedding.ts';
import type { Slot } from './load-shedding.ts';

/** Calls a second of 4 ms that the plant can do, with the cost of taking them in. */
const CAPACITY = 1_000 / 4.15;
const SECOND = 1_000;

let plant: LoadPlant;
let shedding: InFlightShedding;

beforeEach(() => {
  plant = new LoadPlant();
  const ceilings = new Map(TIERS.map(({ name, ceiling }) => [name, ceiling]));
  const ceilingOf = (tier: string): number => ceilings.get(tier) ?? 1;
  shedding = new InFlightShedding({ clock: plant.clock, turns: plant.turns, inFlightMax: 200, ceilingOf });
});

const door: Door = {
  enter: ({ tier }) => (shedding.isFull('query', tier) ? null : shedding.enter('query', tier)),
};

/** From one second to another. */
function between(from: number, to: number, outcomes: readonly Outcome[] = plant.outcomes) {
  return summary(outcomes, { fromMs: from * SECOND, toMs: to * SECOND });
}

/** Half of the capacity, then three times, then half again. */
const step = together(
  traffic({ fromMs: 1 * SECOND, seconds: 10, perSecond: CAPACITY / 2 }),
  traffic({ fromMs: 11 * SECOND, seconds: 20, perSecond: CAPACITY * 3, seed: 2 }),
  traffic({ fromMs: 31 * SECOND, seconds: 20, perSecond: CAPACITY / 2, seed: 3 }),
);

describe('InFlightShedding at three times the load', () => {
  it('goes on at capacity, refuses at once, and is well again right after', () => {
    plant.run(step, door);
    const [before, over, settled, after] = [between(1, 11), between(11, 31), between(13, 31), between(36, 51)];
    expect(before.refused).toBe(0);
    expect(over.usefulPerSecond).toBeGreaterThan(0.93 * CAPACITY);
    expect(settled.p99).toBeLessThan(150);
    expect(over.refusalP99).toBeLessThan(10);
    expect(after.refused).toBe(0);
    expect(after.p99).toBeLessThan(1.5 * before.p99);
  });

  it('lets the higher tiers in first', () => {
    plant.run(
      together(
        traffic({ fromMs: SECOND, seconds: 20, perSecond: CAPACITY * 0.4, tier: 'enterprise', seed: 5 }),
        traffic({ fromMs: SECOND, seconds: 20, perSecond: CAPACITY * 0.4, tier: 'standard', seed: 6 }),
        traffic({ fromMs: SECOND, seconds: 20, perSecond: CAPACITY * 2.2, tier: 'free', seed: 7 }),
      ),
      door,
    );
    const refused = (tier: string): number => {
      const own = between(
        2,
        21,
        plant.outcomes.filter((outcome) => outcome.tier === tier),
      );
      return own.refused / own.arrived;
    };
    expect(refused('enterprise')).toBeLessThan(0.01);
    expect(refused('standard')).toBeLessThan(0.15);
    expect(refused('free')).toBeGreaterThan(0.8);
    expect(between(2, 21).usefulPerSecond).toBeGreaterThan(0.9 * CAPACITY);
  });

  it('holds with work of 50 ms, where few places are all that fits', () => {
    const costs = () => ({ cpuMs: 50, ioMs: 0 });
    plant.run(
      together(
        traffic({ fromMs: SECOND, seconds: 20, perSecond: 8, costs }),
        traffic({ fromMs: 21 * SECOND, seconds: 40, perSecond: 60, seed: 2, costs }),
      ),
      door,
    );
    const settled = between(31, 61);
    expect(settled.usefulPerSecond).toBeGreaterThan(0.9 * 20);
    expect(settled.p50).toBeLessThan(5 * 50);
  });

  it('holds with work of two kinds', () => {
    const costs = (draw: number) => ({ cpuMs: draw < 0.9 ? 1 : 30, ioMs: 0 });
    const capacity = 1_000 / (0.9 * 1 + 0.1 * 30 + 0.15);
    plant.run(traffic({ fromMs: SECOND, seconds: 30, perSecond: 3 * capacity, costs }), door);
    expect(between(2, 31).usefulPerSecond).toBeGreaterThan(0.9 * capacity);
    expect(between(2, 31).p99).toBeLessThan(400);
  });
});

describe('InFlightShedding below its capacity', () => {
  it.each([0.5, 0.8, 0.9])('refuses nobody at %f of it', (share) => {
    plant.run(traffic({ fromMs: SECOND, seconds: 40, perSecond: CAPACITY * share }), door);
    expect(between(1, 41).refused).toBe(0);
  });

  it.each([50, 64, 100])('lets a burst of %i in, again and again', (size) => {
    const bursts = Array.from({ length: 10 }, (_, i) =>
      Array.from({ length: size }, () => ({ atMs: (1 + 2 * i) * SECOND, tier: 'enterprise', cpuMs: 4, ioMs: 0 })),
    );
    plant.run(bursts.flat(), door);
    expect(between(1, 30).refused).toBe(0);
    expect(between(1, 30).p99).toBeLessThan(size * 4.2);
  });

  it('takes two kinds of answers, at once and after a long wait, for no load', () => {
    const costs = (draw: number) => ({ cpuMs: 1, ioMs: draw < 0.5 ? 0 : 300 });
    plant.run(traffic({ fromMs: SECOND, seconds: 40, perSecond: 60, costs }), door);
    expect(between(1, 41).refused).toBeLessThan(0.01 * between(1, 41).arrived);
  });

  it('learns within seconds that what the work waits for has become slow', () => {
    const slow = () => ({ cpuMs: 1, ioMs: 400 });
    plant.run(
      together(
        traffic({ fromMs: SECOND, seconds: 20, perSecond: 50, costs: () => ({ cpuMs: 1, ioMs: 20 }) }),
        traffic({ fromMs: 21 * SECOND, seconds: 40, perSecond: 50, seed: 2, costs: slow }),
      ),
      door,
    );
    expect(between(1, 21).refused).toBe(0);
    expect(between(21, 31).refused).toBeLessThan(0.4 * between(21, 31).arrived);
    expect(between(31, 61).refused).toBeLessThan(0.01 * between(31, 61).arrived);
  });

  it('finds places for work that mostly waits, from a cold start', () => {
    const costs = () => ({ cpuMs: 1, ioMs: 200 });
    plant.run(traffic({ fromMs: SECOND, seconds: 30, perSecond: 600, costs }), door);
    expect(between(16, 31).refused).toBe(0);
    expect(shedding.figures()[0]?.limit).toBeGreaterThan(100);
  });

  it('is none the worse for a clock that stood still', () => {
    plant.at(10 * SECOND, () => plant.stall(3 * SECOND));
    plant.run(traffic({ fromMs: SECOND, seconds: 30, perSecond: 100 }), door);
    const [before, after] = [between(1, 9), between(14, 31)];
    expect(after.refused).toBe(0);
    expect(after.p99).toBeLessThan(1.5 * before.p99);
  });
});

describe('what does not work, at three times the load', () => {
  it('an unbounded queue answers, but too late', () => {
    const queue: Door = { enter: () => openSlot(plant) };
    plant.run(step, queue);
    expect(between(11, 31).p99).toBeGreaterThan(10 * SECOND);
    expect(between(11, 31).usefulPerSecond).toBeLessThan(0.2 * CAPACITY);
    expect(between(36, 51).p99).toBeGreaterThan(10 * SECOND);
  });

  it('a door that closes by the delay of the event loop is open or shut for too many at once', () => {
    plant.run(step, delayedDoor(plant));
    expect(between(11, 31).usefulPerSecond).toBeLessThan(0.5 * CAPACITY);
  });

  it('places that are found by the work itself, begun at once, are never seen to be taken', () => {
    const atOnce: Door = { enter: (arrival) => slotBegunAtOnce(shedding.enter('query', arrival.tier)) };
    plant.run(step, atOnce);
    expect(between(11, 31).refused).toBe(0);
    expect(between(11, 31).p99).toBeGreaterThan(10 * SECOND);
  });
});

function openSlot({ turns }: LoadPlant): Slot {
  return { whenItsTurn: (begin) => turns.ask(begin), rest: () => undefined, leave: () => undefined };
}

function slotBegunAtOnce(slot: Slot | null): Slot | null {
  if (slot === null) return null;
  return { whenItsTurn: (begin) => begin(), rest: () => slot.rest(), leave: (outcome) => slot.leave(outcome) };
}

/** Closed for a second after a second in which a timer of 10 ms came more than 50 ms late; all work begins as it comes. */
function delayedDoor(world: LoadPlant): Door {
  let isOpen = true;
  let worstMs = 0;
  let expectedMs = world.clock.monotonic();
  let sampledMs = expectedMs;
  const tick = (): void => {
    const nowMs = world.clock.monotonic();
    worstMs = Math.max(worstMs, nowMs - expectedMs);
    if (nowMs - sampledMs >= SECOND) {
      isOpen = worstMs <= 50;
      worstMs = 0;
      sampledMs = nowMs;
    }
    expectedMs = nowMs + 10;
    if (nowMs < 60 * SECOND) world.at(expectedMs, tick);
  };
  tick();
  return { enter: () => (isOpen ? slotBegunAtOnce(openSlot(world)) : null) };
}
