import { beforeEach, describe, expect, it } from 'vitest';
import { defined } from '../../shared/assert.ts';
import { manualClock } from '../../shared/clock.ts';
import { BURST_PLACES } from './burst-credit.ts';
import { ClassPlaces, CONTENDED_MS, RESTING_MAX } from './class-places.ts';
import { LIMIT_START } from './in-flight-limit.ts';
import type { Slot } from './load-shedding.ts';

let clock: ReturnType<typeof manualClock>;
let turns: (() => void)[];
let places: ClassPlaces;

beforeEach(() => open(200));

function open(max: number): void {
  clock = manualClock(1_000);
  turns = [];
  const process = { inFlight: 0, entered: 0 };
  places = new ClassPlaces({ max, clock, turns: { ask: (begin) => turns.push(begin) }, process });
}

/** All that may enter now. */
function fill(share = 1): Slot[] {
  const slots: Slot[] = [];
  for (let slot = places.enter(share); slot !== null; slot = places.enter(share)) slots.push(slot);
  return slots;
}

/** The places of the limit alone are taken, the credit is spent. */
function fillLimit(): Slot[] {
  const slots = fill();
  for (const slot of slots.splice(LIMIT_START)) slot.leave({ measured: false });
  while (turns.length > 0) turn();
  // What was left is enough for a second fill; then nothing is.
  for (;;) {
    const more = fill();
    for (const slot of more) slot.leave({ measured: false });
    if (more.length === 0) return slots;
  }
}

const signal = () => new AbortController().signal;
const turn = () => turns.shift()?.();
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('ClassPlaces', () => {
  it('lets a burst in to an idle process, once', () => {
    expect(fill()).toHaveLength(BURST_PLACES);
    expect(places.isFull(1)).toBe(true);
    open(200);
    expect(fillLimit()).toHaveLength(LIMIT_START);
    expect(places.enter(1)).toBeNull();
  });

  it('lets the next burst in when it was idle for a while', () => {
    for (const slot of fillLimit()) slot.leave({ measured: false });
    expect(fill()).toHaveLength(LIMIT_START);
    open(200);
    for (const slot of fillLimit()) slot.leave({ measured: false });
    clock.advance(1_000);
    expect(fill()).toHaveLength(BURST_PLACES);
  });

  it('keeps places for higher shares, and one for the lowest', () => {
    fillLimit().forEach((slot) => void slot.leave({ measured: false }));
    const low = fill(0.3);
    expect(low).toHaveLength(6);
    expect(places.isFull(0.3)).toBe(true);
    expect(fill(0.6)).toHaveLength(6);
    expect(fill(1)).toHaveLength(8);
    expect(places.enter(0.3)).toBeNull();
    open(1);
    expect(fill(0.3)).toHaveLength(1);
  });

  it('has no place at all when there are to be none, and lets nobody wait for one', async () => {
    open(0);
    await expect(places.enterWhenFree(1, signal())).rejects.toMatchObject({ code: 'SERVER_OVERLOADED' });
    expect(places.isFull(1)).toBe(true);
    expect(places.enter(1)).toBeNull();
  });

  it('gives the place of a call that only waits to another, within bounds', () => {
    const resting = Array.from({ length: RESTING_MAX }, () => {
      const slot = defined(places.enter(1), 'a place');
      slot.rest();
      return slot;
    });
    expect(places.isFull(1)).toBe(true);
    resting[0]?.leave({ measured: false });
    expect(places.isFull(1)).toBe(false);
  });

  it('tells what it looked like', () => {
    fill().forEach((slot, i) => void (i >= 10 && slot.leave({ measured: false })));
    places.figures();
    clock.advance(1_000);
    expect(places.figures()).toEqual({ inFlight: 10, load: 0.5, limit: LIMIT_START, waiting: 0, refused: 0 });
    fill();
    places.isFull(1);
    expect(places.figures().refused).toBe(2);
    expect(places.figures().refused).toBe(0);
  });
});

describe('ClassPlaces, waiting', () => {
  it('gives a free place at once, in a turn of its own', async () => {
    let slot: Slot | null = null;
    void places.enterWhenFree(1, signal()).then((given) => {
      slot = given;
    });
    await settle();
    expect(slot).toBeNull();
    expect(turns).toHaveLength(1);
    turn();
    await settle();
    expect(slot).not.toBeNull();
  });

  it('answers all who wait, the longest waiting first, never more at once than there are places', async () => {
    const order: number[] = [];
    let atOnce = 0;
    let most = 0;
    const all = Array.from({ length: 500 }, async (_, i) => {
      const slot = await places.enterWhenFree(1, signal());
      order.push(i);
      atOnce++;
      most = Math.max(most, atOnce);
      await settle();
      atOnce--;
      slot.leave({ measured: true });
    });
    const done = Promise.all(all).then(() => true);
    for (let i = 0; i < 3_000 && order.length < 500; i++) {
      turn();
      await settle();
    }
    expect(await done).toBe(true);
    expect(order).toEqual(Array.from({ length: 500 }, (_, i) => i));
    expect(most).toBeLessThanOrEqual(LIMIT_START);
  });

  it('hands a place on as it is left', async () => {
    const slots = fillLimit();
    const waiting = places.enterWhenFree(1, signal());
    expect(places.figures().waiting).toBe(1);
    slots[0]?.leave({ measured: true });
    expect(places.figures().waiting).toBe(0);
    await settle();
    turn();
    expect(await waiting).not.toBeNull();
    expect(places.enter(1)).toBeNull();
  });

  it('lets go of who gives up: in line, and with a place before its turn', async () => {
    const slots = fillLimit();
    const [first, second, late] = [new AbortController(), new AbortController(), new AbortController()];
    late.abort(new Error('late'));
    await expect(places.enterWhenFree(1, late.signal)).rejects.toThrow('late');
    const a = places.enterWhenFree(1, first.signal);
    const b = places.enterWhenFree(1, second.signal);
    first.abort(new Error('first'));
    await expect(a).rejects.toThrow('first');
    slots[0]?.leave({ measured: true });
    await settle();
    second.abort(new Error('second'));
    await expect(b).rejects.toThrow('second');
    turn();
    expect(places.enter(1)).not.toBeNull();
  });

  it('leaves half of the places to calls that cannot wait, while those are refused', async () => {
    const slots = fillLimit();
    const waiters = Array.from({ length: 40 }, () => places.enterWhenFree(1, signal()));
    const got: Slot[] = [];
    for (const waiter of waiters) void waiter.then((slot) => got.push(slot));
    expect(places.isFull(1)).toBe(true);
    for (const slot of slots) slot.leave({ measured: false });
    expect(places.figures().waiting).toBe(30);
    expect(fill()).toHaveLength(10);
    clock.advance(CONTENDED_MS * 2);
    await settle();
    while (turns.length > 0) {
      turn();
      await settle();
    }
    for (const slot of got.splice(0, 5)) slot.leave({ measured: false });
    expect(places.figures().waiting).toBe(25);
  });
});
