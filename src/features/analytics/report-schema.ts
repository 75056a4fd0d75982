import { z } from 'zod';
import { DURATION_BUCKETS } from '../../core/analytics/duration-buckets.ts';
import { durationsOf, errorRate, type Point, ratio } from '../../core/analytics/figures.ts';
import type { Report } from '../../core/analytics/report.ts';
import type { PopularEntity } from '../../core/analytics/visible-entities.ts';
import { isoTime } from '../../http/kit/fields.ts';
import { rounded } from '../../shared/round.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const counts = z.record(z.string(), count);

/** Mean and percentiles in milliseconds. */
export const durationsSchema = z.object({
  mean_ms: z.number(),
  p50_ms: z.number(),
  p95_ms: z.number(),
  p99_ms: z.number(),
});

const popularSchema = {
  count: count.describe('At most so often; at least `count` − `error`.'),
  error: count,
};

const pointSchema = z.object({
  start: z.string(),
  queries: count,
  errors: count,
  error_rate: share,
  unique_users: count,
  cache_hit_rate: share,
  avg_confidence: share,
  durations: durationsSchema,
});

/** ISO 8601 times; `until` is not part of it. */
export const periodSchema = z.object({ since: z.string(), until: z.string() });

/** The answer of `GET /api/analytics`. */
export const reportSchema = z.object({
  generated_at: z.string(),
  period: periodSchema.describe('Whole days in UTC; `until` is the end of the last one.'),
  total_queries: count,
  answered_queries: count,
  unique_users: count.describe('Exact up to 512, then an estimate with a standard error of 1.6 %.'),
  anonymous_queries: count.describe('Queries without a user_id.'),
  cancelled_queries: count.describe('Callers that left before their answer; they count in nothing else.'),
  durations: durationsSchema.extend({
    min_ms: z.number(),
    max_ms: z.number(),
    buckets: counts.describe('Each query in one bucket: `<250ms` is from 100 to below 250.'),
  }),
  avg_confidence: share,
  cache_hits: count,
  cache_hit_rate: share,
  total_errors: count,
  error_rate: share,
  errors: counts.describe('Failures by code.'),
  patterns: counts,
  tools: counts,
  backends: counts,
  popular_queries: z.array(z.object({ query: z.string(), ...popularSchema })),
  popular_entities: z.array(z.object({ entity: z.string(), ...popularSchema })),
  per_hour: z.array(pointSchema).describe('The last 24 hours, the running one last.'),
  per_day: z.array(pointSchema).describe('The last 30 days, today last.'),
});

/** Popular queries and entities in an answer. */
export const POPULAR_SHOWN = 10;

/** A report in the words of the wire contract. */
export function toWireReport(report: Report, entities: readonly PopularEntity[]): z.output<typeof reportSchema> {
  const { total } = report;
  const { patterns, tools, backends, errors } = total.tallies;
  return {
    generated_at: isoTime(report.generatedAtMs),
    period: { since: isoTime(report.period.sinceMs), until: isoTime(report.period.untilMs) },
    total_queries: total.count,
    answered_queries: total.answered,
    unique_users: total.users.value,
    anonymous_queries: total.anonymous,
    cancelled_queries: total.cancelled,
    durations: {
      ...toWireDurations(durationsOf(total)),
      min_ms: rounded(total.durations.min, 2),
      max_ms: rounded(total.durations.max, 2),
      buckets: bucketsOf(report),
    },
    avg_confidence: total.meanConfidence,
    cache_hits: total.cacheHits,
    cache_hit_rate: ratio(total.cacheHits, total.count),
    total_errors: total.errors,
    error_rate: errorRate(total),
    errors: errors.toStored(),
    patterns: patterns.toStored(),
    tools: tools.toStored(),
    backends: backends.toStored(),
    popular_queries: total.queries
      .top(POPULAR_SHOWN)
      .map(({ label, count: times, error }) => ({ query: label, count: times, error })),
    popular_entities: entities.map(({ name, count: times, error }) => ({ entity: name, count: times, error })),
    per_hour: report.perHour.map(toWirePoint),
    per_day: report.perDay.map(toWirePoint),
  };
}

/** Durations with two decimals: finer than any clock of a query is steady. */
export function toWireDurations(durations: Report['perDay'][number]['durations']): z.output<typeof durationsSchema> {
  return {
    mean_ms: rounded(durations.mean, 2),
    p50_ms: rounded(durations.p50, 2),
    p95_ms: rounded(durations.p95, 2),
    p99_ms: rounded(durations.p99, 2),
  };
}

function toWirePoint(point: Point): z.output<typeof pointSchema> {
  return {
    start: isoTime(point.startMs),
    queries: point.queries,
    errors: point.errors,
    error_rate: point.errorRate,
    unique_users: point.uniqueUsers,
    cache_hit_rate: point.cacheHitRate,
    avg_confidence: point.meanConfidence,
    durations: toWireDurations(point.durations),
  };
}

/** Every bucket, also the empty ones, in their order. */
function bucketsOf({ total }: Report): Record<string, number> {
  const counted = total.tallies.buckets.toStored();
  return Object.fromEntries(DURATION_BUCKETS.map(({ name }) => [name, counted[name] ?? 0]));
}
