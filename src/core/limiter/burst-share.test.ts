import { describe, expect, it } from 'vitest';
import type { RateDecision } from '../../ports/rate-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { BurstShare } from './burst-share.ts';

const PROCESSES = 4;
/** A quarter of 12 at once and 60 a minute: a unit every four seconds. */
const share = (cost = 1) => ({
  identity: 'key:a',
  limits: { burst: 3, perMinute: 15, perHour: null, perDay: null },
  lowered: null,
  cost,
});
const said = (left: number): RateDecision => ({
  ...{ allowed: true, withinContract: true, retryAfterMs: 0, violated: [] },
  windows: [{ window: 'burst', limit: 12, left, resetMs: 0 }],
});

describe('BurstShare', () => {
  it('is a share of what was left, and of what came back since', () => {
    const clock = manualClock();
    const bursts = new BurstShare(clock);
    bursts.note('key:a', said(6), 0);
    expect(bursts.waitMs(share(), PROCESSES)).toBe(0);
    bursts.take(share(), PROCESSES);
    expect(bursts.waitMs(share(), PROCESSES)).toBe(2_000);
    clock.advance(1_999);
    expect(bursts.waitMs(share(), PROCESSES)).toBe(1);
    clock.advance(1);
    expect(bursts.waitMs(share(), PROCESSES)).toBe(0);
    bursts.take(share(), PROCESSES);
    expect(bursts.waitMs(share(), PROCESSES)).toBe(4_000);
    clock.advance(3_600_000);
    expect(bursts.waitMs(share(3), PROCESSES)).toBe(0);
    expect(bursts.waitMs(share(4), PROCESSES)).toBeGreaterThan(0);
  });

  it('is counted anew from what the shared store says', () => {
    const bursts = new BurstShare(manualClock());
    bursts.note('key:a', said(0), 0);
    expect(bursts.waitMs(share(), PROCESSES)).toBe(4_000);
    bursts.note('key:a', said(12), 0);
    expect(bursts.waitMs(share(3), PROCESSES)).toBe(0);
  });

  it('holds nobody back of whom nothing is known, or who has no burst', () => {
    const bursts = new BurstShare(manualClock());
    bursts.take(share(), PROCESSES);
    expect(bursts.waitMs(share(3), PROCESSES)).toBe(0);
    bursts.note('key:a', { ...said(0), windows: [{ window: 'per_hour', limit: 1, left: 0, resetMs: 0 }] }, 0);
    expect(bursts.waitMs(share(), PROCESSES)).toBe(0);
    bursts.note('key:a', said(0), 0);
    const unlimited = { ...share(), limits: { burst: null, perMinute: null, perHour: 5, perDay: null } };
    expect(bursts.waitMs(unlimited, PROCESSES)).toBe(0);
  });
});
