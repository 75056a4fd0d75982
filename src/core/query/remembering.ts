import type { HistoryStore, HistorySummary } from '../../ports/history-store.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
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
  readonly scheduler: Pick<Scheduler, 'yieldToLoop'>;
  /** Told of a listener that threw, or of a row that could not be kept; must not throw. */
  readonly onError: (error: unknown) => void;
};

/** The `remember` stage: what happens after the answer has left. */
export class Remembering {
  readonly #options: RememberingOptions;
  readonly #waiting = new Set<Promise<void>>();

  constructor(options: RememberingOptions) {
    this.#options = options;
  }

  /** Tells the listeners and writes history behind the caller's back; what fails costs itself alone. */
  afterwards(answer: QueryAnswer, state: QueryState): void {
    if (this.#waiting.size >= WAITING_MAX) return;
    const work = this.#options.scheduler
      .yieldToLoop()
      .then(() => this.#remember(answer, state))
      .catch(this.#options.onError)
      .finally(() => this.#waiting.delete(work));
    this.#waiting.add(work);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#waiting);
    await this.#options.history?.flush();
  }

  async #remember(answer: QueryAnswer, state: QueryState): Promise<void> {
    const summary = summaryOf(answer, state);
    const answered = toAnswered(summary, answer);
    for (const listener of this.#options.listeners) {
      try {
        listener.answered(answered);
      } catch (error) {
        this.#options.onError(error);
      }
    }
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
