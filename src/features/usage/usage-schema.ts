import { z } from 'zod';
import type { UsageReport } from '../../core/limiter/usage-report.ts';
import { isoTime } from '../../http/kit/fields.ts';
import { DAY_MS, RATE_WINDOWS, type RateLimits } from '../../ports/rate-store.ts';
import type { UsageRow } from '../../ports/usage-store.ts';

const figure = z.int().nullable();
const limitsSchema = z
  .object({ burst: figure, per_minute: figure, per_hour: figure, per_day: figure })
  .describe('Null is no limit.');
const sums = { calls: z.int(), units: z.int() };
const operationsSchema = z.array(z.object({ operation: z.string(), tier: z.string(), ...sums }));

/** The answer of `GET /api/usage`. */
export const usageSchema = z.object({
  key_id: z.string().nullable().describe('Null for callers without a key.'),
  tier: z.string(),
  limits: z
    .object({
      contract: limitsSchema,
      in_force: limitsSchema.describe('Lower than the contract while the server is overloaded.'),
      share: z.number().describe('Share of refill, minute and hour that is in force.'),
      cost_max: z.int().nullable().describe('Units one call may cost at most.'),
    })
    .nullable()
    .describe('Null on a tier without limits.'),
  windows: z
    .array(
      z.object({
        window: z.enum(RATE_WINDOWS),
        limit: z.int().describe('As in force.'),
        used: z.int(),
        left: z.int(),
        reset_ms: z.int().describe('Until all of it is back, if nothing more is used.'),
        resets_at: z.string(),
      }),
    )
    .describe('Every window that has a limit.'),
  usage: z
    .object({
      since: z.string().describe('First UTC date.'),
      until: z.string().describe('Last UTC date: today.'),
      ...sums,
      by_day: z.array(z.object({ date: z.string(), ...sums, operations: operationsSchema })),
      by_operation: operationsSchema.describe('Most units first.'),
    })
    .describe('What was let in. Dates without a call are left out. Nothing is kept of callers without a key.'),
});

type Shown = z.output<typeof usageSchema>;

export function toShownUsage(report: UsageReport, keyId: string | null, days: number): Shown {
  const { atMs, tier, limits, rows } = report;
  const windows = (limits?.windows ?? []).map(({ window, limit, left, resetMs }) => ({
    window,
    limit,
    used: limit - left,
    left,
    reset_ms: resetMs,
    resets_at: isoTime(atMs + resetMs),
  }));
  return {
    key_id: keyId,
    tier,
    limits: limits === null ? null : toShownLimits(limits),
    windows,
    usage: {
      since: dateOf(Math.floor(atMs / DAY_MS) - days + 1),
      until: dateOf(Math.floor(atMs / DAY_MS)),
      ...sumOf(rows),
      by_day: byDay(rows),
      by_operation: byOperation(rows),
    },
  };
}

function toShownLimits({
  contract,
  inForce,
  share,
  costMax,
}: NonNullable<UsageReport['limits']>): NonNullable<Shown['limits']> {
  return {
    contract: toFigures(contract),
    in_force: toFigures(inForce),
    share,
    cost_max: Number.isFinite(costMax) ? costMax : null,
  };
}

function toFigures({ burst, perMinute, perHour, perDay }: RateLimits) {
  return { burst, per_minute: perMinute, per_hour: perHour, per_day: perDay };
}

/** Rows come by date, newest first. */
function byDay(rows: readonly UsageRow[]): Shown['usage']['by_day'] {
  return Array.from(
    Map.groupBy(rows, ({ day }) => day),
    ([day, ofDay]) => ({ date: dateOf(day), ...sumOf(ofDay), operations: byOperation(ofDay) }),
  );
}

function byOperation(rows: readonly UsageRow[]): Shown['usage']['by_operation'] {
  const groups = Map.groupBy(rows, ({ operation, tier }) => `${operation} ${tier}`);
  return Array.from(groups.values(), (group) => ({
    operation: group[0]?.operation ?? '',
    tier: group[0]?.tier ?? '',
    ...sumOf(group),
  })).toSorted((a, b) => b.units - a.units);
}

function sumOf(rows: readonly UsageRow[]): { readonly calls: number; readonly units: number } {
  const sum = { calls: 0, units: 0 };
  for (const { calls, units } of rows) {
    sum.calls += calls;
    sum.units += units;
  }
  return sum;
}

function dateOf(day: number): string {
  return isoTime(day * DAY_MS).slice(0, 'YYYY-MM-DD'.length);
}
