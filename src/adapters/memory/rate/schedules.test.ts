import { describe, expect, it } from 'vitest';
import { type RateBreach, RateOracle, type RateSchedule, rateSchedule } from '../../../../test/support/rate-oracle.ts';
import {
  fixedWindow,
  forgetfulHour,
  hourlyBucket,
  type RoughLimiter,
  tokenBucket,
} from '../../../../test/support/rough-limiters.ts';
import type { RateLimits } from '../../../ports/rate-store.ts';
import { manualClock } from '../../../shared/clock.ts';
import { MemoryRateStore } from './memory-rate-store.ts';

const SCHEDULES = 10_000;
/** The controls are found out sooner. */
const CONTROL_SCHEDULES = 300;

type Held = { readonly breaches: readonly RateBreach[]; readonly admitted: number; readonly refused: number };

function hold({ limits, requests }: RateSchedule, admits: RoughLimiter): Held {
  const oracle = new RateOracle(limits);
  let atMs = 0;
  let refused = 0;
  for (const { gapMs, cost } of requests) {
    atMs += gapMs;
    const allowed = admits(atMs, cost);
    if (!allowed) refused += 1;
    oracle.saw({ atMs, cost, allowed });
  }
  return { breaches: oracle.breaches, admitted: oracle.admitted, refused };
}

function ours(limits: RateLimits): RoughLimiter {
  const clock = manualClock();
  const store = new MemoryRateStore({ clock, random: { fill: (bytes) => bytes } });
  return (atMs, cost) => {
    clock.advance(atMs - clock.now());
    return store.take({ identity: 'key:a', limits, lowered: null, cost }).allowed;
  };
}

function rulesBroken(limiter: (limits: RateLimits) => RoughLimiter): ReadonlySet<string> {
  const rules = new Set<string>();
  for (let seed = 1; seed <= CONTROL_SCHEDULES; seed++) {
    const schedule = rateSchedule(seed);
    for (const { rule } of hold(schedule, limiter(schedule.limits)).breaches) rules.add(rule);
  }
  return rules;
}

describe('the windows, held against the log of their admissions', () => {
  it(`are never exceeded and refuse nothing they need not, in ${SCHEDULES} schedules`, () => {
    const met = { admitted: 0, refused: 0 };
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const schedule = rateSchedule(seed, 60);
      const { breaches, admitted, refused } = hold(schedule, ours(schedule.limits));
      if (breaches.length > 0) expect({ seed, breaches }).toEqual({ seed, breaches: [] });
      met.admitted += admitted;
      met.refused += refused;
    }
    // Schedules that met no limit would show nothing.
    expect(met.refused).toBeGreaterThan(SCHEDULES);
    expect(met.admitted).toBeGreaterThan(SCHEDULES);
  });

  it('admit all of a steady client, and of one that comes as its minute allows', () => {
    const limits = { burst: 10, perMinute: 60, perHour: null, perDay: null };
    const steady = Array.from({ length: 2_000 }, () => ({ gapMs: 1_000, cost: 1 }));
    expect(hold({ limits, requests: steady }, ours(limits))).toMatchObject({ breaches: [], refused: 0 });
    const inTens = Array.from({ length: 2_000 }, (_, i) => ({ gapMs: i % 10 === 0 ? 10_000 : 0, cost: 1 }));
    expect(hold({ limits, requests: inTens }, ours(limits))).toMatchObject({ breaches: [], refused: 0 });
  });
});

/** Lowered as the limiter lowers: refill, minute and hour, none below the burst. */
function lowered(limits: RateLimits, share: number): RateLimits {
  const { burst, perMinute, perHour } = limits;
  const lower = (limit: number | null) => (limit === null ? null : Math.max(burst ?? 1, Math.ceil(limit * share)));
  return { ...limits, perMinute: lower(perMinute), perHour: lower(perHour) };
}

describe('lowered limits, held against the log of their admissions', () => {
  it('are exact, and know whether the contract would have admitted', () => {
    let reduced = 0;
    for (let seed = 1; seed <= 1_000; seed++) {
      const { limits, requests } = rateSchedule(seed, 60);
      const inForce = lowered(limits, 0.5);
      const [oracle, contract] = [new RateOracle(inForce), new RateOracle(limits)];
      const clock = manualClock();
      const store = new MemoryRateStore({ clock, random: { fill: (bytes) => bytes } });
      for (const { gapMs, cost } of requests) {
        clock.advance(gapMs);
        const atMs = clock.now();
        const within = contract.admits(atMs, cost);
        const decision = store.take({ identity: 'key:a', limits, lowered: inForce, cost });
        expect(decision.withinContract, `seed ${seed} at ${atMs}`).toBe(within);
        oracle.saw({ atMs, cost, allowed: decision.allowed });
        if (decision.allowed) contract.saw({ atMs, cost, allowed: true });
        else if (within) reduced += 1;
      }
      expect([...oracle.breaches, ...contract.breaches], `seed ${seed}`).toEqual([]);
    }
    expect(reduced).toBeGreaterThan(1_000);
  });

  it('stay within the contract while they come and go', () => {
    for (let seed = 1; seed <= 1_000; seed++) {
      const { limits, requests } = rateSchedule(seed, 60);
      const contract = new RateOracle(limits);
      const clock = manualClock();
      const store = new MemoryRateStore({ clock, random: { fill: (bytes) => bytes } });
      for (const [i, { gapMs, cost }] of requests.entries()) {
        clock.advance(gapMs);
        const atMs = clock.now();
        const share = [1, 0.5, 0.25, 1, 0.75][Math.floor(i / 7) % 5] ?? 1;
        const within = contract.admits(atMs, cost);
        const inForce = share === 1 ? null : lowered(limits, share);
        const { allowed, withinContract } = store.take({ identity: 'key:a', limits, lowered: inForce, cost });
        expect(withinContract, `seed ${seed} at ${atMs}`).toBe(within);
        if (share === 1) expect(allowed, `seed ${seed} at ${atMs}`).toBe(within);
        if (allowed) contract.saw({ atMs, cost, allowed });
      }
      expect(contract.breaches, `seed ${seed}`).toEqual([]);
    }
  });
});

describe('limiters that are not exact', () => {
  it('are found out: a token bucket is over the minute', () => {
    expect(rulesBroken(tokenBucket)).toContain('over minute');
    const limits = { burst: 10, perMinute: 60, perHour: null, perDay: null };
    const requests = Array.from({ length: 700 }, () => ({ gapMs: 100, cost: 1 }));
    const { breaches } = hold({ limits, requests }, tokenBucket(limits));
    expect(breaches.map(({ rule }) => rule)).toContain('over minute');
  });

  it('are found out: an hourly bucket is over the hour', () => {
    expect(rulesBroken(hourlyBucket)).toContain('over hour');
  });

  it('are found out: a fixed window is over the minute', () => {
    expect(rulesBroken(fixedWindow)).toContain('over minute');
  });

  it('are found out: an hour that leaves its oldest slot out is over the hour', () => {
    expect(rulesBroken(forgetfulHour)).toContain('over hour');
  });

  it('are found out: one that refuses too much', () => {
    const strict = (limits: RateLimits) => ours({ ...limits, perMinute: Math.max(1, (limits.perMinute ?? 2) - 1) });
    expect(rulesBroken(strict)).toContain('refused for nothing');
  });
});
