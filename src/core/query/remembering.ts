import type { HistoryStore, HistorySummary } from '../../ports/history-store.ts';
import type { DebugTrace, QueryAnswer } from './query-answer.ts';
import type { AnsweredQuery, QueryListener } from './query-listener.ts';
import type { QueryState } from './query-state.ts';
import { quotedSources, storeAnswer } from './stored-answer.ts';
import { stageDurations } from './trace.ts';

/** Candidates the debug view can look back on. */
const CANDIDATES_KEPT = 30;
/** Characters of the response that a history list shows. */
const PREVIEW_CHARACTERS = 200;
/** Answers on their way into history; beyond it the newest is left out rather than holding answers back. */
export const WAITING_MAX = 10_000;

export type RememberingOptions = {
  /** Null when answers are not kept. */
  readonly history: HistoryStore | null;
  readonly listeners: readonly QueryListener[];
};

/** The `remember` stage: what happens after the answer has left. */
export class Remembering {
  readonly #options: RememberingOptions;
  readonly #waiting = new Set<Promise<void>>();

  constructor(options: RememberingOptions) {
    this.#options = options;
  }

  /** Tells the listeners and writes history behind the caller's back; a failure costs the history row alone. */
  afterwards(answer: QueryAnswer, state: QueryState): void {
    if (this.#waiting.size >= WAITING_MAX) return;
    const work = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#remember(answer, state))
      // The store reports its own failures through `check`; the answer has left already.
      .catch(() => undefined)
      .finally(() => this.#waiting.delete(work));
    this.#waiting.add(work);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#waiting);
    await this.#options.history?.flush();
  }

  async #remember(answer: QueryAnswer, state: QueryState): Promise<void> {
    const summary = summaryOf(answer, state);
    for (const listener of this.#options.listeners) listener.answered(toAnswered(summary, answer));
    await this.#options.history?.append({
      ...summary,
      answer: storeAnswer(answer),
      trace: JSON.stringify(debugTrace(answer, state)),
    });
  }
}

function toAnswered(summary: HistorySummary, answer: QueryAnswer): AnsweredQuery {
  return {
    ...summary,
    backend: answer.routing.backend,
    entities: answer.insights?.entities ?? [],
    degraded: answer.degraded,
    durationsByStage: stageDurations(answer.trace),
    trace: answer.trace,
  };
}

function debugTrace(answer: QueryAnswer, state: QueryState): DebugTrace {
  return {
    trace: answer.trace,
    pattern: answer.patternUsed,
    collection: answer.collection,
    filter: state.request.filter,
    selected: answer.sources.map(({ chunk }) => chunk),
    candidates: (state.ranked ?? []).slice(0, CANDIDATES_KEPT),
    evidence: state.answer?.evidence ?? {},
  };
}

function summaryOf(answer: QueryAnswer, state: QueryState): HistorySummary {
  return {
    queryId: answer.queryId,
    tenant: state.principal.tenant,
    collection: answer.collection,
    userId: state.request.userId ?? state.principal.userId,
    sessionId: state.request.sessionId,
    text: answer.queryText,
    responsePreview: answer.response.slice(0, PREVIEW_CHARACTERS).toWellFormed(),
    citedChunks: [...new Set(quotedSources(answer).flatMap((source) => answer.sources[source - 1]?.chunk ?? []))],
    answered: answer.answered,
    confidence: answer.confidence,
    durationMs: answer.durationMs,
    timestampMs: answer.timestampMs,
    patternUsed: answer.patternUsed,
    toolUsed: answer.toolUsed,
    cacheHit: answer.cache.result !== 'miss',
  };
}
