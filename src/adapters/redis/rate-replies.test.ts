import { describe, expect, it } from 'vitest';
import { decisionOf, pulseOf } from './rate-replies.ts';

const LIMITS = { burst: 10, perMinute: 60, perHour: 1_000, perDay: null };
const request = { identity: 'key:a', limits: LIMITS, lowered: null, cost: 1 };
const REFUSED = [0, 0, 20_000, 5, 99, 1_000, 0, 10_000, 3_000, 0, 60_000, 0, 940, 3_615_000, 0, 0, 0];

describe('what Redis says of limits', () => {
  it('is read as the decision it is', () => {
    expect(decisionOf(REFUSED, request)).toEqual({
      allowed: false,
      withinContract: false,
      retryAfterMs: 3_000,
      violated: ['per_minute', 'burst'],
      windows: [
        { window: 'burst', limit: 10, left: 0, resetMs: 10_000 },
        { window: 'per_minute', limit: 60, left: 0, resetMs: 60_000 },
        { window: 'per_hour', limit: 1_000, left: 940, resetMs: 3_615_000 },
      ],
      today: { day: 20_000, used: 5 },
      atMs: 99,
    });
    expect(pulseOf(['3', 'm_1'])).toEqual({ processes: 3, memory: 'm_1' });
  });

  it.each([null, 'OK', 7, [], [1], REFUSED.map(String), [...REFUSED, 1], REFUSED.with(5, Number.NaN)])(
    'is not taken for a decision when it is none: %j',
    (reply) => {
      expect(() => decisionOf(reply, request)).toThrow(expect.objectContaining({ code: 'DEPENDENCY_UNAVAILABLE' }));
    },
  );

  it.each([null, 'OK', [], ['0', 'm'], ['x', 'm'], ['1'], ['1', '']])(
    'is not taken for a pulse either: %j',
    (reply) => {
      expect(() => pulseOf(reply)).toThrow(expect.objectContaining({ code: 'DEPENDENCY_UNAVAILABLE' }));
    },
  );
});
