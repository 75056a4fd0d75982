import type { AnsweredQuery } from '../../src/core/query/query-listener.ts';
import type { HistoryScan, HistoryStore, HistorySummary } from '../../src/ports/history-store.ts';

/** An answered query as history keeps it; every call has an id of its own unless told. */
export function answeredQuery(text: string, change: Partial<AnsweredQuery> = {}): AnsweredQuery {
  made++;
  return {
    queryId: `q_${made}`,
    tenant: 'default',
    collection: 'default',
    userId: null,
    sessionId: null,
    text,
    responsePreview: 'So it is.',
    citedChunks: [],
    answered: true,
    confidence: 0.8,
    durationMs: 3,
    timestampMs: made * 1_000,
    patternUsed: 'fast',
    toolUsed: 'answer',
    cacheHit: false,
    backend: 'hybrid',
    entities: [],
    degraded: [],
    durationsByStage: {},
    trace: { startedAtMs: made * 1_000, durationMs: 3, spans: [] },
    ...change,
  };
}

let made = 0;

/** A history that can be read in order and nothing else. `before` is awaited before each page. */
export function scannedHistory(
  rows: readonly HistorySummary[],
  before: (after: number | null) => Promise<void> | void = () => undefined,
): HistoryStore {
  const refuse = () => Promise.reject(new Error('this history can only be scanned'));
  return {
    append: refuse,
    list: refuse,
    get: refuse,
    clear: refuse,
    flush: refuse,
    async scan(after, limit): Promise<HistoryScan> {
      await before(after);
      const from = after ?? 0;
      const summaries = rows.slice(from, from + limit);
      return { summaries, next: from + limit < rows.length ? from + limit : null };
    },
  };
}
