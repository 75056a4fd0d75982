import { describe, expect, it } from 'vitest';
import type { UsageReport } from '../../core/limiter/usage-report.ts';
import { DAY_MS } from '../../ports/rate-store.ts';
import { toShownUsage, usageSchema } from './usage-schema.ts';

const CONTRACT = { burst: 10, perMinute: 60, perHour: 1_000, perDay: null };
const DAY = 20_000;

const row = (day: number, operation: string, units: number, tier = 'free') => ({
  ...{ tenant: 'acme', subject: 'k1', day, operation, tier, calls: 1, units },
});

const LIMITS: NonNullable<UsageReport['limits']> = {
  contract: CONTRACT,
  inForce: { ...CONTRACT, perMinute: 30 },
  share: 0.5,
  costMax: 10,
  windows: [{ window: 'burst', limit: 10, left: 7, resetMs: 6_000 }],
};

const REPORT: UsageReport = {
  atMs: DAY * DAY_MS + 1_500,
  tier: 'free',
  limits: LIMITS,
  rows: [row(DAY, 'query', 5), row(DAY, 'search', 7), row(DAY - 1, 'query', 1), row(DAY - 1, 'query', 9, 'team')],
};

describe('toShownUsage', () => {
  it('shows windows with what is used and when it is back', () => {
    const shown = toShownUsage(REPORT, 'k1', 30);
    expect(usageSchema.parse(shown)).toEqual(shown);
    expect(shown.windows).toEqual([
      { window: 'burst', limit: 10, used: 3, left: 7, reset_ms: 6_000, resets_at: '2024-10-04T00:00:07.500Z' },
    ]);
    expect(shown.limits).toEqual({
      contract: { burst: 10, per_minute: 60, per_hour: 1_000, per_day: null },
      in_force: { burst: 10, per_minute: 30, per_hour: 1_000, per_day: null },
      share: 0.5,
      cost_max: 10,
    });
  });

  it('adds up by date and by operation', () => {
    const { usage } = toShownUsage(REPORT, 'k1', 2);
    expect(usage).toMatchObject({ since: '2024-10-03', until: '2024-10-04', calls: 4, units: 22 });
    expect(usage.by_day.map(({ date, units, operations }) => [date, units, operations.length])).toEqual([
      ['2024-10-04', 12, 2],
      ['2024-10-03', 10, 2],
    ]);
    expect(usage.by_operation).toEqual([
      { operation: 'query', tier: 'team', calls: 1, units: 9 },
      { operation: 'search', tier: 'free', calls: 1, units: 7 },
      { operation: 'query', tier: 'free', calls: 2, units: 6 },
    ]);
  });

  it('says nothing about limits that are not there', () => {
    const shown = toShownUsage({ ...REPORT, tier: 'local', limits: null, rows: [] }, null, 1);
    expect(shown).toMatchObject({ key_id: null, limits: null, windows: [], usage: { calls: 0, by_day: [] } });
    expect(toShownUsage({ ...REPORT, limits: null }, null, 1).usage.since).toBe('2024-10-04');
  });

  it('has no largest call where nothing is limited', () => {
    const limits = { ...LIMITS, costMax: Number.POSITIVE_INFINITY };
    const shown = toShownUsage({ ...REPORT, limits }, 'k1', 1);
    expect(shown.limits?.cost_max).toBeNull();
  });
});
