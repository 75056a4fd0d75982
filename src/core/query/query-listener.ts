import type { HistorySummary } from '../../ports/history-store.ts';
import type { Principal } from '../../ports/scope.ts';
import type { Backend, QueryRequest } from './query-request.ts';
import type { QueryState } from './query-state.ts';
import type { Span, Trace } from './trace.ts';

/** A query that was answered, as what learns from queries is told of it. */
export type AnsweredQuery = HistorySummary & {
  readonly backend: Backend;
  /** Names of the corpus that the question or its answer mention; empty when insights were not asked for. */
  readonly entities: readonly string[];
  readonly degraded: readonly string[];
  readonly durationsByStage: Readonly<Record<string, number>>;
  readonly trace: Trace;
};

/**
 * Told of every query after its answer has left, on the event loop: keep it short (microseconds), and never throw. Work beyond
 * counting belongs into a queue of the listener's own.
 */
export interface QueryListener {
  answered(query: AnsweredQuery): void;
  /** The query failed or was cancelled; `error` is what its caller got. */
  failed?(error: unknown, request: QueryRequest, principal: Principal): void;
}

/** Told of each stage as it ends, for progress: what was added stands in the state. Must not throw. */
export type QueryWatcher = (step: { readonly span: Span; readonly state: QueryState }) => void;
