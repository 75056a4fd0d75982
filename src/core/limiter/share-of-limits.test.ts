import { describe, expect, it } from 'vitest';
import { shareOf } from './share-of-limits.ts';

const LIMITS = { burst: 10, perMinute: 60, perHour: 1_000, perDay: null };
const request = (cost = 1) => ({ identity: 'key:a', limits: LIMITS, lowered: { ...LIMITS, perMinute: 30 }, cost });

describe('shareOf', () => {
  it('divides what has a limit, so that all shares together are no more than the whole', () => {
    expect(shareOf(request(), 4)).toEqual({
      identity: 'key:a',
      limits: { burst: 2, perMinute: 15, perHour: 250, perDay: null },
      lowered: { burst: 2, perMinute: 7, perHour: 250, perDay: null },
      cost: 1,
    });
    expect(shareOf(request(), 1)).toEqual(request());
  });

  it('leaves one unit, or what the call costs, and never more than the limit', () => {
    expect(shareOf(request(), 500).limits).toMatchObject({ burst: 1, perMinute: 1, perHour: 2 });
    expect(shareOf(request(8), 500).limits).toMatchObject({ burst: 8, perMinute: 8, perHour: 8 });
    expect(shareOf(request(20), 500).limits).toMatchObject({ burst: 10, perMinute: 20, perHour: 20 });
  });
});
