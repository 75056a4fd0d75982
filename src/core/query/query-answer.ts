import type { Filter } from '../../ports/filter.ts';
import type { Insights } from '../insight/insights.ts';
import type { PatternName, Tool } from './query-request.ts';
import type { CacheVerdict, Candidate, Route } from './query-state.ts';
import type { Trace } from './trace.ts';

/** A passage as an answer shows it: `text` is its document's text from `start` to `end` (UTF-16 code units). */
export type Source = {
  readonly rank: number;
  readonly documentId: string;
  readonly chunk: number;
  readonly title: string;
  readonly uri: string | null;
  readonly score: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly headings: readonly string[];
};

/** `[n]` in the response points at source n; `start` to `end` is the cited sentence in that source's document. */
export type AnswerCitation = {
  readonly source: number;
  readonly documentId: string;
  readonly start: number;
  readonly end: number;
};

/** What every door gives back, in its own clothes. */
export type QueryAnswer = {
  readonly queryId: string;
  readonly queryText: string;
  readonly collection: string;
  readonly response: string;
  readonly answered: boolean;
  readonly confidence: number;
  readonly toolUsed: Tool;
  readonly toolReason: string;
  readonly patternUsed: PatternName;
  readonly durationMs: number;
  readonly timestampMs: number;
  readonly cache: CacheVerdict;
  readonly routing: Route;
  readonly sources: readonly Source[];
  readonly citations: readonly AnswerCitation[];
  readonly enhancements: readonly string[];
  readonly embeddingScales: readonly number[];
  readonly degraded: readonly string[];
  /** Null when they were not asked for, or there was no time for them. */
  readonly insights: Insights | null;
  readonly followUps: readonly string[];
  readonly relatedQueries: readonly string[];
  readonly trace: Trace;
};

/** What the debug view reads: the walk and the candidates that were looked at, best first. */
export type DebugTrace = {
  readonly trace: Trace;
  readonly pattern: PatternName;
  readonly collection: string;
  readonly filter: Filter | null;
  /** Chunk keys of the sources, in their order: not the head of the candidates when passages were grouped. */
  readonly selected: readonly number[];
  readonly candidates: readonly Candidate[];
  readonly evidence: Readonly<Record<string, number>>;
};
