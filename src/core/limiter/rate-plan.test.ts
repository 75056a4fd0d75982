import { describe, expect, it } from 'vitest';
import type { RateLimits } from '../../ports/rate-store.ts';
import { costMaxOf, lowerLimits } from './lower-limits.ts';
import { policyText, stateText } from './rate-headers.ts';
import { RatePlan } from './rate-plan.ts';

const STANDARD: RateLimits = { burst: 10, perMinute: 60, perHour: 1_000, perDay: 10_000 };
const NONE: RateLimits = { burst: null, perMinute: null, perHour: null, perDay: null };

describe('costMaxOf', () => {
  it('is the smallest window', () => {
    expect(costMaxOf(STANDARD)).toBe(10);
    expect(costMaxOf({ ...STANDARD, burst: null })).toBe(60);
    expect(costMaxOf({ ...STANDARD, perHour: 3 })).toBe(3);
    expect(costMaxOf(NONE)).toBe(Number.POSITIVE_INFINITY);
  });

  it('asks nothing of a burst that nothing refills', () => {
    expect(costMaxOf({ ...NONE, burst: 1, perHour: 5 })).toBe(5);
  });
});

describe('lowerLimits', () => {
  it('lowers refill, minute and hour to the share, rounded up', () => {
    expect(lowerLimits(STANDARD, 0.25)).toEqual({ burst: 10, perMinute: 15, perHour: 250, perDay: 10_000 });
    expect(lowerLimits({ ...STANDARD, perMinute: 61 }, 0.5).perMinute).toBe(31);
  });

  it('leaves room for the largest call', () => {
    expect(lowerLimits({ burst: 10, perMinute: 12, perHour: 11, perDay: 10 }, 0.1)).toEqual({
      burst: 10,
      perMinute: 10,
      perHour: 10,
      perDay: 10,
    });
    expect(lowerLimits({ burst: 10, perMinute: 5, perHour: null, perDay: null }, 0.1).perMinute).toBe(5);
  });

  it('has nothing to lower where there is no limit', () => {
    expect(lowerLimits(NONE, 0.5)).toEqual(NONE);
  });
});

describe('the fields of limits', () => {
  it('write the policy as a list of quotas and windows', () => {
    expect(policyText(STANDARD)).toBe(
      '"burst";q=10;w=10, "per_minute";q=60;w=60, "per_hour";q=1000;w=3600, "per_day";q=10000;w=86400',
    );
    expect(policyText({ ...NONE, perHour: 5 })).toBe('"per_hour";q=5;w=3600');
    expect(policyText({ ...NONE, burst: 5 })).toBe('');
  });

  it('write the state with seconds rounded up', () => {
    expect(
      stateText([
        { window: 'burst', limit: 10, left: 9, resetMs: 1 },
        { window: 'per_minute', limit: 60, left: 0, resetMs: 30_000 },
      ]),
    ).toBe('"burst";r=9;t=1, "per_minute";r=0;t=30');
    expect(stateText([])).toBe('');
  });
});

describe('RatePlan', () => {
  it('lowers its limits and its policy with the share, and back', () => {
    const plan = new RatePlan(STANDARD);
    expect(plan.lowered(1)).toBeNull();
    expect(plan.lowered(0.5)?.perMinute).toBe(30);
    expect(plan.lowered(0.5)).toBe(plan.lowered(0.5));
    expect(plan.policy(0.5)).toContain('"per_minute";q=30');
    expect(plan.policy(0.25)).toContain('"per_minute";q=15');
    expect(plan.policy(1)).toBe(policyText(STANDARD));
    expect(plan.lowered(1)).toBeNull();
  });
});
