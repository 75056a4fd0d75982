import type { LateQuery } from '../../ports/late-index.ts';
import type { LexicalQuery } from '../../ports/lexical-index.ts';
import type { Principal, Scope } from '../../ports/scope.ts';
import type { ToolChoice } from '../answer/choose-tool.ts';
import type { Passage, ToolAnswer } from '../answer/passage.ts';
import type { CachedAnswer } from '../cache/cached-answer.ts';
import type { ScopeKey } from '../cache/scope-lru.ts';
import type { Insights } from '../insight/insights.ts';
import type { Pattern } from './patterns.ts';
import type { Backend, Execution, QueryRequest } from './query-request.ts';

/** What `understand` knows of the question. */
export type Understanding = {
  readonly lexical: LexicalQuery;
  /** Unit vector of the question; zeros when no word is known. */
  readonly vector: Float32Array;
  readonly late: LateQuery;
  readonly idf: (term: string) => number;
  /** Chunks in the scope. */
  readonly chunkCount: number;
  /** Share of the late interaction in the reranked score: it gains on questions and loses on keywords. */
  readonly lateShare: number;
  /** What was done to the text, in words. */
  readonly enhancements: readonly string[];
};

export type CacheVerdict = {
  readonly result: 'miss' | 'exact' | 'semantic';
  readonly matchedQuery: string | null;
  readonly ageMs: number | null;
  readonly reason: string;
};

export type Route = {
  readonly backend: Backend;
  readonly queryType: string;
  readonly strategy: 'requested' | 'rules';
  readonly execution: Execution;
  readonly reason: string;
  readonly alternatives: readonly string[];
};

/** A candidate with its real scores by channel (null where the channel did not run) and its place in the list so far. */
export type Candidate = {
  readonly chunk: number;
  readonly lexical: number | null;
  readonly dense: number | null;
  readonly late: number | null;
  /** Fused, 1 for the best before reranking. */
  readonly score: number;
};

/** The query so far. Stages return what they add; nothing else is shared between them. */
export type QueryState = {
  readonly queryId: string;
  readonly request: QueryRequest;
  readonly principal: Principal;
  readonly scope: Scope;
  readonly pattern: Pattern;
  /** What the tenant's tuning filled in, in words. */
  readonly tuned?: readonly string[];
  readonly degraded: readonly string[];
  /** The tool that will answer, and what of the text to look for. */
  readonly tool?: ToolChoice;
  readonly understanding?: Understanding;
  readonly cache?: CacheVerdict;
  /** The answer that ends the walk. */
  readonly cached?: CachedAnswer;
  /** Where the answer of this walk may be kept. */
  readonly cacheKey?: ScopeKey;
  readonly route?: Route;
  /** Union of the channels' lists. */
  readonly retrieved?: readonly Candidate[];
  /** One list, best first. */
  readonly ranked?: readonly Candidate[];
  readonly passages?: readonly Passage[];
  /** Candidates whose document was replaced or deleted between the search and the reading of its text. */
  readonly staleCount?: number;
  readonly answer?: ToolAnswer;
  readonly insights?: Insights;
  readonly followUps?: readonly string[];
  readonly relatedQueries?: readonly string[];
};
