import { describe, expect, it } from 'vitest';
import type { RateDecision, RateRequest } from '../../ports/rate-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { StandingRefusals } from './standing-refusals.ts';

const LIMITS = { burst: 10, perMinute: 60, perHour: 1_000, perDay: null };
const request = (more: Partial<RateRequest> = {}): RateRequest => ({
  identity: 'key:a',
  limits: LIMITS,
  lowered: null,
  cost: 2,
  ...more,
});
const refusal = (retryAfterMs: number): RateDecision => ({
  allowed: false,
  withinContract: false,
  retryAfterMs,
  violated: ['per_minute'],
  windows: [{ window: 'per_minute', limit: 60, left: 0, resetMs: 1_200 }],
});

function bed(retryAfterMs = 3_000) {
  const clock = manualClock(100);
  const refusals = new StandingRefusals(clock);
  refusals.note(request(), refusal(retryAfterMs), 90);
  return { clock, refusals };
}

describe('StandingRefusals', () => {
  it('hold until the wait is over, counted from when the store was asked', () => {
    const { clock, refusals } = bed();
    clock.advance(1_500);
    expect(refusals.of(request())).toEqual({
      ...refusal(3_000 - 1_510),
      windows: [{ window: 'per_minute', limit: 60, left: 0, resetMs: 0 }],
    });
    clock.advance(1_489);
    expect(refusals.of(request())?.retryAfterMs).toBe(1);
    clock.advance(1);
    expect(refusals.of(request())).toBeNull();
  });

  it('hold for calls that cost as much or more, under the same limits', () => {
    const { refusals } = bed();
    expect(refusals.of(request({ cost: 3 }))).not.toBeNull();
    expect(refusals.of(request({ limits: { ...LIMITS } }))).not.toBeNull();
    expect(refusals.of(request({ cost: 1 }))).toBeNull();
    expect(refusals.of(request({ identity: 'key:b' }))).toBeNull();
    expect(refusals.of(request({ lowered: LIMITS }))).toBeNull();
    for (const change of [{ burst: 9 }, { perMinute: 61 }, { perHour: null }, { perDay: 5 }])
      expect(refusals.of(request({ limits: { ...LIMITS, ...change } }))).toBeNull();
  });

  it('are asked again after ten seconds, however long they are', () => {
    const { clock, refusals } = bed(3_600_000);
    clock.advance(9_989);
    expect(refusals.of(request())).not.toBeNull();
    clock.advance(1);
    expect(refusals.of(request())).toBeNull();
  });

  it('are recent for five seconds, whatever they named', () => {
    const { clock, refusals } = bed(1);
    expect(refusals.of(request())).toBeNull();
    clock.advance(4_989);
    expect(refusals.recentOf(request())).toEqual(refusal(1));
    expect(refusals.recentOf(request({ identity: 'key:b' }))).toBeNull();
    clock.advance(1);
    expect(refusals.recentOf(request())).toBeNull();
  });

  it('are not what was admitted, or refused for lowered limits', () => {
    const { refusals } = bed();
    refusals.note(request({ identity: 'key:b' }), { ...refusal(0), allowed: true }, 100);
    refusals.note(request({ identity: 'key:c', lowered: LIMITS }), refusal(500), 100);
    for (const identity of ['key:b', 'key:c']) expect(refusals.of(request({ identity }))).toBeNull();
  });
});
