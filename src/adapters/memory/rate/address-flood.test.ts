import { describe, expect, it } from 'vitest';
import { heldBytes } from '../../../../test/support/heap-bytes.ts';
import { ADDRESS_IDENTITY, DAY_MS, type RateLimits } from '../../../ports/rate-store.ts';
import { manualClock } from '../../../shared/clock.ts';
import { MemoryRateStore } from './memory-rate-store.ts';

const ANONYMOUS: RateLimits = { burst: 10, perMinute: 60, perHour: 100, perDay: 500 };
const HOUR_MS = 3_600_000;
const ADDRESSES_MAX = 5_000;

function world(addressesMax = ADDRESSES_MAX) {
  const clock = manualClock(20_000 * DAY_MS);
  const store = new MemoryRateStore({ clock, random: { fill: (bytes) => bytes.fill(7) }, addressesMax });
  const take = (name: string, limits = ANONYMOUS, cost = 1) =>
    store.take({ identity: `${ADDRESS_IDENTITY}${name}`, limits, lowered: null, cost });
  return { clock, store, take };
}

describe('a flood of addresses', () => {
  it('fills the table, and then shares one entry', () => {
    const { store, take } = world();
    let admitted = 0;
    for (let i = 0; i < 20_000; i++) if (take(`flood ${i}`).allowed) admitted += 1;
    expect(store.occupancy).toEqual({ keys: 0, addresses: ADDRESSES_MAX, overflowed: 15_000 });
    expect(admitted).toBe(ADDRESSES_MAX + 10);
  });

  it('neither refuses nor throws out who was there before', () => {
    const { store, take, clock } = world(500);
    // Within every window: 90 an hour, 500 a day.
    const gapMs = 40_000;
    let refused = 0;
    for (let call = 0; call < 450; call++) {
      if (!take('steady').allowed) refused += 1;
      for (let i = 0; i < 200; i++) take(`flood ${call} ${i}`);
      clock.advance(gapMs);
    }
    expect(refused).toBe(0);
    expect(store.occupancy.overflowed).toBeGreaterThan(50_000);
    // It still has its own entry: the shared one has nothing left.
    expect(take('newcomer').allowed).toBe(false);
    expect(take('steady').allowed).toBe(true);
  });

  it('is over when the windows of the flood are empty: newcomers have places of their own again', () => {
    const { store, take, clock } = world(1_000);
    for (let i = 0; i < 3_000; i++) take(`flood ${i}`);
    expect(take('newcomer').allowed).toBe(false);
    clock.advance(HOUR_MS + 15_000);
    for (let i = 0; i < 10; i++) expect(take(`newcomer ${i}`, ANONYMOUS, 10).allowed).toBe(true);
    expect(store.occupancy.addresses).toBeLessThan(1_000);
    for (let i = 0; i < 1_000; i++) take(`another ${i}`);
    // Each newcomer frees two, so the flood is gone.
    expect(store.occupancy.addresses).toBeLessThanOrEqual(1_010);
  });

  it('cannot be kept up by who is refused', () => {
    const { store, take, clock } = world(100);
    for (let i = 0; i < 20; i++) take('busy');
    clock.advance(HOUR_MS + 15_000);
    for (let i = 0; i < 50; i++) expect(take(`other ${i}`, { ...ANONYMOUS, burst: 1 }, 2).allowed).toBe(false);
    expect(store.occupancy.addresses).toBe(0);
  });

  it('leaves what was used of the date behind', () => {
    const { store, take, clock } = world();
    const limits = { ...ANONYMOUS, perDay: 30 };
    const takeTen = (): number =>
      Array.from({ length: 10 }, () => take('thrifty', limits)).filter((one) => one.allowed).length;
    expect([takeTen(), takeTen()]).toEqual([10, 0]);
    for (let hour = 0; hour < 2; hour++) {
      clock.advance(2 * HOUR_MS);
      take(`somebody ${hour}`);
      expect(store.occupancy.addresses).toBeLessThanOrEqual(2);
      expect(takeTen()).toBe(10);
    }
    clock.advance(2 * HOUR_MS);
    expect(takeTen()).toBe(0);
    clock.advance(24 * HOUR_MS);
    expect(takeTen()).toBe(10);
  });

  it('never makes anybody forget what was used of the date, and blocks nearly nobody else', () => {
    const { take, clock } = world(20_000);
    const limits = { ...ANONYMOUS, perDay: 10 };
    // 20,000 addresses use up their date, and are freed; then 20,000 new ones come.
    for (let i = 0; i < 20_000; i++) take(`greedy ${i}`, limits, 10);
    clock.advance(2 * HOUR_MS);
    let [again, newcomers] = [0, 0];
    for (let i = 0; i < 20_000; i++) {
      if (take(`greedy ${i}`, limits).allowed) again += 1;
      if (take(`new ${i}`, limits).allowed) newcomers += 1;
    }
    expect(again).toBe(0);
    expect(newcomers).toBeGreaterThan(0.98 * 20_000);
  });

  it('does not show: four times the addresses take no more memory', () => {
    const { take, clock, store } = world(2_000);
    const flood = (from: number, count: number): void => {
      for (let i = from; i < from + count; i++) {
        take(`flood ${i}`);
        if (i % 100 === 0) clock.advance(1_000);
      }
    };
    flood(0, 50_000);
    const before = heldBytes();
    flood(50_000, 200_000);
    const after = heldBytes();
    expect(store.occupancy.addresses).toBeLessThanOrEqual(2_000);
    // Kept, 200,000 more of them would take 130 MiB; what the test runner itself takes meanwhile is far below this.
    expect(after - before).toBeLessThan(16 * 1_048_576);
  });
});

describe('keys', () => {
  it('are freed when their dates are over', () => {
    const { store, clock } = world();
    const take = (name: string) => store.take({ identity: `key:${name}`, limits: ANONYMOUS, lowered: null, cost: 1 });
    for (let i = 0; i < 100; i++) take(String(i));
    clock.advance(DAY_MS);
    for (let i = 0; i < 100; i++) take(`b${i}`);
    expect(store.occupancy.keys).toBe(200);
    clock.advance(DAY_MS);
    for (let i = 0; i < 50; i++) take(`c${i}`);
    expect(store.occupancy.keys).toBe(150);
  });
});

describe('what another store admitted', () => {
  const LIMITS: RateLimits = { burst: 10, perMinute: 60, perHour: 100, perDay: 50 };
  const request = { identity: 'key:a', limits: LIMITS, lowered: null, cost: 1 };

  it('counts whatever the limits say, and owes at most a burst', () => {
    const { store, clock } = world();
    for (let i = 0; i < 200; i++) store.charge(request);
    expect(store.look(request).windows.map(({ left }) => left)).toEqual([0, 0, 0, 0]);
    expect(store.look({ ...request, limits: { ...LIMITS, perMinute: 600, perHour: 600, perDay: null } })).toMatchObject(
      {
        violated: ['burst'],
        retryAfterMs: 100,
      },
    );
    clock.advance(HOUR_MS + 15_000);
    expect(store.take(request).violated).toEqual(['per_day']);
  });

  it('raises the date of an address without a place for it', () => {
    const { store, take } = world(1);
    take('somebody');
    store.raiseDay(`${ADDRESS_IDENTITY}other`, 20_000, 500);
    expect(take('third').allowed).toBe(true);
    expect(store.occupancy.addresses).toBe(1);
    const roomy = world();
    roomy.store.raiseDay(`${ADDRESS_IDENTITY}other`, 20_000, 500);
    expect(roomy.take('other').violated).toEqual(['per_day']);
    expect(roomy.take('third').allowed).toBe(true);
  });

  it('raises the date to what is known elsewhere, and never lowers it', () => {
    const { store } = world();
    const left = () => store.look(request).windows[3]?.left;
    store.raiseDay('key:a', 20_000, 20);
    expect(left()).toBe(30);
    store.raiseDay('key:a', 20_000, 10);
    expect(left()).toBe(30);
    store.raiseDay('key:a', 19_999, 50);
    expect(left()).toBe(30);
    store.raiseDay('key:a', 20_000, 50);
    expect(store.take(request).violated).toEqual(['per_day']);
  });
});
