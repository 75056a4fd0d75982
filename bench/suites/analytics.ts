import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryLexicon } from '../../src/adapters/memory/lexicon.ts';
import { openSqliteRecordStore } from '../../src/adapters/sqlite/open-record-store.ts';
import { AnalyticsRecorder } from '../../src/core/analytics/analytics-recorder.ts';
import { TENANTS_MAX } from '../../src/core/analytics/closed-days.ts';
import { Reports } from '../../src/core/analytics/report.ts';
import { RollupBook } from '../../src/core/analytics/rollup-book.ts';
import { DAY_MS, DAYS_KEPT, startOf } from '../../src/core/analytics/time-spans.ts';
import type { AnsweredQuery } from '../../src/core/query/query-listener.ts';
import { analyticsFeature } from '../../src/features/analytics/routes.ts';
import { defined } from '../../src/shared/assert.ts';
import { manualClock } from '../../src/shared/clock.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { answeredOf } from '../../test/support/analytics-world.ts';
import { percentile } from '../../test/support/percentiles.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { testApp } from '../../test/support/test-app.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';
import { latencyRow, timesOf } from '../timing.ts';

const SEED = 7;
const QUERIES = 1_000_000;
const TEXTS = 20_000;
const USERS = 5_000;
/** A month of a busy tenant, and everything that is kept. */
const SPREADS = [30, DAYS_KEPT] as const;
const NOW = Date.UTC(2026, 5, 15, 12);
const TENANT = 'acme';

/** Figures of a million queries: what counting one costs, how long a report takes, how wrong its percentiles are, what it all holds. */
export const suite: BenchSuite = { name: 'analytics', run };

async function run(options: BenchOptions): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const days of SPREADS) rows.push(...(await measure(days, options)));
  return rows;
}

async function measure(days: number, { quick, signal }: BenchOptions): Promise<BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-bench-'));
  const records = await openSqliteRecordStore({ dataDir });
  try {
    const clock = manualClock(NOW);
    const bed = { clock, store: records.rollups, scheduler: systemScheduler, onFailure: fail };
    const book = new RollupBook(bed);
    const count = quick ? QUERIES / 10 : QUERIES;
    const { durations, row, pendingBytes } = await record(book, { count, days, clock, signal });
    const reports = new Reports(book, clock);
    const { app } = await testApp({
      features: [analyticsFeature({ reports, clock, activity: records.activity, lexicon: createMemoryLexicon() })],
      principal: () => ({ tenant: TENANT, tier: 'local', scopes: ['read'], userId: null }),
      settings: { logLevel: 'silent' },
      checkAnswers: false,
    });
    const get = (url = '/api/analytics') => app.inject({ method: 'GET', url });
    const cold = await timesOf(() => get(), { count: 1, warm: 0, signal });
    const warm = await timesOf(() => get(), { count: 200, warm: 20, signal });
    await app.close();
    const label = `${count.toLocaleString('en-US')} queries of ${days} days`;
    const { total, perDay, perHour } = await reports.of(TENANT);
    const tenantBytes = total.bytes() + 200 * (perDay.length + perHour.length + DAYS_KEPT);
    return [
      { ...row, name: `counting one, ${label}` },
      latencyRow(`GET /api/analytics, ${label}, the first after midnight`, cold),
      latencyRow(`GET /api/analytics, ${label}`, warm),
      { name: `largest error of p50, p95, p99, ${label}`, unit: '%', value: 100 * worstError(durations, total) },
      {
        name: `memory of the sketches, ${TENANTS_MAX} tenants like it`,
        unit: 'MB',
        value: (TENANTS_MAX * tenantBytes + pendingBytes) / 1e6,
        note: `${(tenantBytes / 1e3).toFixed(0)} KB a tenant summed up, ${(pendingBytes / 1e6).toFixed(1)} MB waiting to be written at most`,
      },
    ];
  } finally {
    await records.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

type Recording = {
  readonly count: number;
  readonly days: number;
  readonly clock: ReturnType<typeof manualClock>;
  readonly signal: AbortSignal | undefined;
};

/** Counts the queries day by day, oldest first, and flushes after each day. */
async function record(book: RollupBook, { count, days, clock, signal }: Recording) {
  const recorder = new AnalyticsRecorder({ book, clock, keepTexts: true });
  const random = seededRandom(SEED);
  const durations: number[] = [];
  const perDay = Math.floor(count / days);
  let spentMs = 0;
  let pendingBytes = 0;
  for (let day = days - 1; day >= 0; day--) {
    signal?.throwIfAborted();
    const startMs = startOf('day', NOW) - day * DAY_MS;
    const lengthMs = day === 0 ? NOW - startMs : DAY_MS;
    const queries = Array.from({ length: perDay }, () => query(random, startMs + Math.floor(random() * lengthMs)));
    for (const { durationMs } of queries) durations.push(durationMs);
    const start = performance.now();
    for (const each of queries) recorder.answered(each);
    spentMs += performance.now() - start;
    pendingBytes = Math.max(pendingBytes, book.bytes());
    await book.flush();
  }
  const row = { unit: 'µs', value: (1_000 * spentMs) / durations.length };
  return { durations, row, pendingBytes };
}

/** Log-normal durations around 20 ms; texts and users after Zipf's law; a tenth of the queries without a user. */
function query(random: () => number, timestampMs: number): AnsweredQuery {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const zipf = (most: number): number => Math.floor(Math.exp(random() * Math.log(most)));
  const text = zipf(TEXTS);
  return answeredOf({
    tenant: TENANT,
    timestampMs,
    durationMs: Math.exp(3 + normal),
    confidence: random(),
    text: `What does the handbook say about topic number ${text}?`,
    entities: [`Topic ${text % 500}`],
    userId: random() < 0.1 ? null : `user-${zipf(USERS)}`,
    cacheHit: random() < 0.3,
  });
}

function worstError(durations: readonly number[], total: Awaited<ReturnType<Reports['of']>>['total']): number {
  const errors = [0.5, 0.95, 0.99].map((share) => {
    const exact = percentile(durations, share);
    return Math.abs(total.durations.quantile(share) - exact) / exact;
  });
  return defined(errors.toSorted((a, b) => b - a)[0], 'there are three');
}

function fail(error: unknown): never {
  throw error;
}
