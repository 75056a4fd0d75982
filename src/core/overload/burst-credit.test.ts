import { describe, expect, it } from 'vitest';
import { BURST_MS_MAX, BURST_PLACES, BurstCredit, IDLE_GAP_MS, REFILL_IDLE_MS } from './burst-credit.ts';

function spent(): BurstCredit {
  const credit = new BurstCredit(0);
  credit.busyFrom(0);
  while (credit.places(null) > 0) credit.spend();
  return credit;
}

/** How many more can be spent. */
function left(credit: BurstCredit): number {
  let count = 0;
  for (; credit.places(null) > 0; count++) credit.spend();
  return count;
}

describe('BurstCredit', () => {
  it('is whole at first', () => {
    expect(left(new BurstCredit(0))).toBe(BURST_PLACES);
  });

  it('is whole again after some idle time, and never more than that', () => {
    for (const [idleMs, expected] of [
      [REFILL_IDLE_MS / 2, BURST_PLACES / 2],
      [REFILL_IDLE_MS, BURST_PLACES],
      [100 * REFILL_IDLE_MS, BURST_PLACES],
    ] as const) {
      const credit = spent();
      credit.idleFrom(1_000);
      credit.busyFrom(1_000 + idleMs + IDLE_GAP_MS);
      expect(left(credit)).toBe(expected);
    }
  });

  it('does not grow while something is in flight, or between two calls of an overloaded process', () => {
    const credit = spent();
    for (let nowMs = 0; nowMs < 60_000; nowMs += 100) {
      credit.idleFrom(nowMs);
      credit.busyFrom(nowMs + IDLE_GAP_MS);
    }
    expect(left(credit)).toBe(0);
  });

  it('lets a burst of slow calls be no longer than it may take', () => {
    const credit = new BurstCredit(0);
    expect(credit.places(50)).toBe(BURST_MS_MAX / 50);
    expect(credit.places(0.1)).toBe(BURST_PLACES);
    expect(spent().places(50)).toBe(0);
  });
});
