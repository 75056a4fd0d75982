/** One answered query as history keeps it; `answer` and `trace` are the JSON that was sent, or would have been. */
export type HistoryRecord = {
  readonly queryId: string;
  readonly tenant: string;
  readonly collection: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly text: string;
  readonly responsePreview: string;
  /** Keys of the chunks the response quotes: when one is gone (deleted, changed, disabled), so is the right to show the response. */
  readonly citedChunks: readonly number[];
  readonly answered: boolean;
  readonly confidence: number;
  readonly durationMs: number;
  readonly timestampMs: number;
  readonly patternUsed: string;
  readonly toolUsed: string;
  readonly cacheHit: boolean;
  /** The whole answer and the debug trace, serialised. */
  readonly answer: string;
  readonly trace: string;
};

export type HistorySummary = Omit<HistoryRecord, 'answer' | 'trace'>;

/** Which past queries: every condition that is not null must hold. Times are wall-clock milliseconds; bounds are included. */
export type HistoryFilter = {
  readonly userId: string | null;
  readonly pattern: string | null;
  readonly tool: string | null;
  readonly minConfidence: number | null;
  readonly maxConfidence: number | null;
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
};

/** Names every past query. */
export const ALL_HISTORY: HistoryFilter = {
  userId: null,
  pattern: null,
  tool: null,
  minConfidence: null,
  maxConfidence: null,
  sinceMs: null,
  untilMs: null,
};

export type HistoryScan = { readonly summaries: readonly HistorySummary[]; readonly next: number | null };

/**
 * Past queries, written behind in groups: `append` resolves when the record is queued, and a crash can cost the last group.
 * Reads see everything that was appended before them.
 */
export interface HistoryStore {
  append(record: HistoryRecord): Promise<void>;
  list(
    tenant: string,
    filter: HistoryFilter,
    page: { readonly limit: number; readonly after: { readonly timestampMs: number; readonly queryId: string } | null },
  ): Promise<readonly HistorySummary[]>;
  get(tenant: string, queryId: string): Promise<HistoryRecord | null>;
  /**
   * Summaries of every tenant in the order they were written, for what learns from the past at the start of a process. `next`
   * is the place to go on from; null after the last. Places are positive and never used twice.
   */
  scan(after: number | null, limit: number): Promise<HistoryScan>;
  /** Removes what the filter names; returns how many. */
  clear(tenant: string, filter: HistoryFilter): Promise<number>;
  /** Writes what is queued. */
  flush(): Promise<void>;
}
