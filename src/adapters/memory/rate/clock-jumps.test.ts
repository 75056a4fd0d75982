import { describe, expect, it } from 'vitest';
import { DAY_MS, type RateLimits } from '../../../ports/rate-store.ts';
import type { Clock } from '../../../shared/clock.ts';
import { MemoryRateStore } from './memory-rate-store.ts';

const LIMITS: RateLimits = { burst: 10, perMinute: 60, perHour: 1_000, perDay: 20 };
const MIDNIGHT_MS = 20_000 * DAY_MS;

/** Two clocks that a test moves apart: the wall clock may be set, the monotonic one may stand still or be read with parts of a millisecond. */
function world(wallMs = MIDNIGHT_MS) {
  const now = { wallMs, monotonicMs: 1_000 };
  const clock: Clock = { now: () => now.wallMs, monotonic: () => now.monotonicMs };
  const store = new MemoryRateStore({ clock, random: { fill: (bytes) => bytes } });
  const request = { identity: 'key:a', limits: LIMITS, lowered: null, cost: 1 };
  return {
    now,
    look: () => store.look(request),
    /** Lets both clocks pass as they should. */
    pass(ms: number): void {
      now.wallMs += ms;
      now.monotonicMs += ms;
    },
    /** Takes once a second and gives how many were admitted. */
    takeMany(count: number): number {
      let admitted = 0;
      for (let i = 0; i < count; i++) {
        if (store.take(request).allowed) admitted += 1;
        this.pass(1_000);
      }
      return admitted;
    },
    take: () => store.take(request),
  };
}

describe('a wall clock that is set', () => {
  it('back over midnight finds what was used on either date', () => {
    const at = world(MIDNIGHT_MS - 30_000);
    expect(at.takeMany(15)).toBe(15);
    at.pass(30_000);
    expect(at.takeMany(12)).toBe(12);
    // Two minutes back: yesterday has 5 left, and no more.
    at.now.wallMs -= 120_000;
    expect(at.takeMany(30)).toBe(5);
    expect(at.look().violated).toEqual(['per_day']);
    // And forward again: today has 8 left of its 20.
    at.now.wallMs = MIDNIGHT_MS + 60_000;
    expect(at.takeMany(30)).toBe(8);
  });

  it('forward a day by mistake and back gives nothing back and takes nothing away', () => {
    const at = world(MIDNIGHT_MS + 3_600_000);
    expect(at.takeMany(18)).toBe(18);
    at.now.wallMs += DAY_MS;
    expect(at.takeMany(7)).toBe(7);
    at.now.wallMs -= DAY_MS;
    expect(at.takeMany(10)).toBe(2);
    // The date that was shown too early has come: what was used of it was used.
    at.now.wallMs += DAY_MS;
    expect(at.takeMany(30)).toBe(13);
  });

  it('by months and back does the same', () => {
    const at = world();
    expect(at.takeMany(18)).toBe(18);
    at.now.wallMs += 90 * DAY_MS;
    expect(at.takeMany(20)).toBe(20);
    at.now.wallMs -= 90 * DAY_MS;
    expect(at.takeMany(10)).toBe(2);
  });

  it('changes nothing about minutes and hours', () => {
    const at = world();
    for (let i = 0; i < 10; i++) at.take();
    at.now.wallMs += 3 * DAY_MS;
    expect(at.take()).toMatchObject({ allowed: false, violated: ['burst'], retryAfterMs: 1_000 });
    at.now.wallMs -= 6 * DAY_MS;
    expect(at.take()).toMatchObject({ allowed: false, violated: ['burst'], retryAfterMs: 1_000 });
    at.pass(1_000);
    expect(at.take().allowed).toBe(true);
  });

  it('says when its date ends', () => {
    const at = world(MIDNIGHT_MS + 1);
    at.takeMany(20);
    expect(at.look().retryAfterMs).toBe(DAY_MS - 1 - 20_000);
    at.now.wallMs = MIDNIGHT_MS + DAY_MS - 1;
    expect(at.look().retryAfterMs).toBe(1);
    at.pass(1);
    expect(at.take().allowed).toBe(true);
  });
});

describe('a monotonic clock', () => {
  it('that stands still frees nothing, and blocks no longer than it stood', () => {
    const at = world();
    for (let i = 0; i < 10; i++) at.take();
    at.now.wallMs += 60_000;
    expect(at.take().allowed).toBe(false);
    at.pass(1_000);
    expect(at.take().allowed).toBe(true);
  });

  it('that goes back, which none may, counts as one that stands', () => {
    const at = world();
    for (let i = 0; i < 10; i++) at.take();
    at.now.monotonicMs -= 900;
    expect(at.take()).toMatchObject({ allowed: false, retryAfterMs: 1_000 });
    at.now.monotonicMs += 1_900;
    expect(at.take().allowed).toBe(true);
  });

  it('that leaps forward frees what the time it says would free', () => {
    const at = world();
    for (let i = 0; i < 10; i++) at.take();
    at.now.monotonicMs += 5_000;
    let admitted = 0;
    for (let i = 0; i < 10; i++) if (at.take().allowed) admitted += 1;
    expect(admitted).toBe(5);
  });

  it('is read in whole milliseconds', () => {
    const at = world();
    at.now.monotonicMs += 0.75;
    for (let i = 0; i < 10; i++) at.take();
    at.now.monotonicMs += 999.125;
    expect(at.take()).toMatchObject({ allowed: false, retryAfterMs: 1 });
    at.now.monotonicMs += 0.125;
    expect(at.take().allowed).toBe(true);
  });
});
