import { AnalyticsRecorder } from '../../src/core/analytics/analytics-recorder.ts';
import { RollupBook } from '../../src/core/analytics/rollup-book.ts';
import type { AnsweredQuery } from '../../src/core/query/query-listener.ts';
import type { RollupStore } from '../../src/ports/rollup-store.ts';
import type { Principal } from '../../src/ports/scope.ts';
import { manualClock } from '../../src/shared/clock.ts';
import { manualScheduler } from '../../src/shared/scheduler.ts';
import { memoryRollups } from './memory-rollups.ts';
import { historyOf } from './records.ts';

/** Noon of a day. */
export const NOON = Date.UTC(2026, 5, 15, 12);
export const ACME: Principal = { tenant: 'acme', tier: 'local', scopes: ['read'], userId: null };

export function answeredOf(change: Partial<AnsweredQuery> = {}): AnsweredQuery {
  const { answer: _answer, ...summary } = historyOf('q1', { timestampMs: NOON });
  const trace = { startedAtMs: NOON, durationMs: summary.durationMs, spans: [] };
  return { ...summary, trace, backend: 'hybrid', entities: [], degraded: [], durationsByStage: {}, ...change };
}

/** A book with its recorder over a store in memory, at noon, with a time that only tests move. */
export function analyticsWorld<S extends RollupStore = ReturnType<typeof memoryRollups>>(
  given: { readonly store?: S; readonly keepTexts?: boolean } = {},
) {
  const memory = memoryRollups();
  const store: RollupStore = given.store ?? memory;
  const clock = manualClock(NOON);
  const scheduler = manualScheduler();
  const failures: unknown[] = [];
  const book = new RollupBook({ store, clock, scheduler, onFailure: (error) => failures.push(error) });
  const recorder = new AnalyticsRecorder({ book, clock, keepTexts: given.keepTexts ?? true });
  return { store, memory, clock, scheduler, failures, book, recorder };
}
