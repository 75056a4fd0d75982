import type { Catalogue } from '../../ports/catalogue.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { HistoryStore } from '../../ports/history-store.ts';
import type { LateIndex } from '../../ports/late-index.ts';
import type { LexicalIndex } from '../../ports/lexical-index.ts';
import type { Lexicon } from '../../ports/lexicon.ts';
import type { TokenTable } from '../../ports/token-table.ts';
import type { VectorIndex } from '../../ports/vector-index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { RandomSource } from '../../shared/ids.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { TuningReader } from '../advice/tuning-settings.ts';
import type { AnswerCache } from '../cache/answer-cache.ts';
import type { QueryState } from './query-state.ts';
import type { RelatedQueries } from './related-queries.ts';
import type { Span, SpanDetail, StageName, TraceRecorder } from './trace.ts';

/** What queries need of the world. */
export type QueryPorts = {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: RandomSource;
  readonly catalogue: Catalogue;
  readonly documents: DocumentStore;
  readonly history: HistoryStore;
  readonly lexical: LexicalIndex;
  readonly vectors: VectorIndex;
  readonly late: LateIndex;
  readonly lexicon: Lexicon;
  readonly embedder: Embedder;
  readonly table: TokenTable;
  /** Past questions to suggest; left out, none are. */
  readonly relatedQueries?: RelatedQueries;
  readonly answers: AnswerCache;
  readonly tuning: TuningReader;
};

/** What one stage of one query may use besides the query so far. */
export type StageContext = {
  readonly ports: QueryPorts;
  readonly signal: AbortSignal;
  readonly recorder: TraceRecorder;
  /** Milliseconds left of the caller's `max_latency_ms`; Infinity without one. */
  readonly remainingMs: () => number;
};

export type StageResult = {
  readonly adds: Partial<QueryState>;
  readonly detail: SpanDetail;
  readonly children?: readonly Span[];
};

/** One step of a walk. `optional` ones are left out, and named in `degraded`, when the caller's time is up. */
export type Stage = {
  readonly name: StageName;
  readonly optional: boolean;
  readonly run: (state: QueryState, context: StageContext) => Promise<StageResult> | StageResult;
};
