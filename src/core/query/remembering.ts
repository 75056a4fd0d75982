import type { HistoryRecord, HistoryStore } from '../../ports/history-store.ts';
import type { DebugTrace, QueryAnswer } from './query-answer.ts';
import type { QueryState } from './query-state.ts';
import { quotedSources, storeAnswer } from './stored-answer.ts';

/** Candidates the debug view can look back on. */
const CANDIDATES_KEPT = 30;
/** Characters of the response that a history list shows. */
const PREVIEW_CHARACTERS = 200;
/** Answers on their way into history; beyond it the newest is left out rather than holding answers back. */
export const WAITING_MAX = 10_000;

/** The `remember` stage: what happens after the answer has left. */
export class Remembering {
  readonly #history: HistoryStore;
  readonly #waiting = new Set<Promise<void>>();

  constructor(history: HistoryStore) {
    this.#history = history;
  }

  /** Writes the answer into history behind the caller's back; a failure costs the history row alone. */
  afterwards(answer: QueryAnswer, state: QueryState): void {
    if (this.#waiting.size >= WAITING_MAX) return;
    const work = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#history.append(record(answer, state)))
      // The store reports its own failures through `check`; the answer has left already.
      .catch(() => undefined)
      .finally(() => this.#waiting.delete(work));
    this.#waiting.add(work);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#waiting);
    await this.#history.flush();
  }
}

function record(answer: QueryAnswer, state: QueryState): HistoryRecord {
  const debug: DebugTrace = {
    trace: answer.trace,
    pattern: answer.patternUsed,
    collection: answer.collection,
    filter: state.request.filter,
    selected: (state.passages ?? []).map(({ chunk }) => chunk),
    candidates: (state.ranked ?? []).slice(0, CANDIDATES_KEPT),
    evidence: state.answer?.evidence ?? {},
  };
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
    answer: storeAnswer(answer),
    trace: JSON.stringify(debug),
  };
}
