import type { Filter } from '../../ports/filter.ts';

export const PATTERN_NAMES = ['bare', 'fast', 'fused'] as const;
export type PatternName = (typeof PATTERN_NAMES)[number];

export const BACKENDS = ['lexical', 'vector', 'graph', 'hybrid'] as const;
export type Backend = (typeof BACKENDS)[number];

export const EXECUTIONS = ['feed_forward', 'parallel', 'chain', 'recursive', 'reflective'] as const;
export type Execution = (typeof EXECUTIONS)[number];

export const TOOLS = ['answer', 'search', 'summarize', 'compare', 'extract', 'analyze'] as const;
export type Tool = (typeof TOOLS)[number];

export const CACHE_MODES = ['use', 'bypass', 'refresh', 'only'] as const;
export type CacheMode = (typeof CACHE_MODES)[number];

/** A checked question: what every door (HTTP, CLI, protocols) turns its input into. Text is clean already (`checkText`). */
export type QueryRequest = {
  readonly text: string;
  readonly pattern: PatternName | 'auto';
  readonly backend: Backend | 'auto';
  readonly execution: Execution | 'auto';
  readonly collection: string;
  readonly filter: Filter | null;
  /** Null = adaptive; 1–100 = exactly so many while there are that many. */
  readonly topK: number | null;
  readonly tool: Tool | 'auto';
  readonly groupBy: 'document' | null;
  readonly includeTrace: boolean;
  readonly includeSources: boolean;
  readonly includeSuggestions: boolean;
  readonly narrativeDepth: boolean;
  readonly synthesis: boolean;
  readonly cache: CacheMode;
  readonly maxLatencyMs: number | null;
  readonly minConfidence: number | null;
  readonly sessionId: string | null;
  readonly userId: string | null;
  /**
   * What nobody asked is not remembered and not counted: `prefetch` puts its answer on probation into the cache, `trial` is asked to be
   * measured.
   */
  readonly purpose: 'ask' | 'prefetch' | 'trial';
};

/** The defaults of the wire contract, for doors that ask with text alone. */
export function queryRequest(text: string, overrides: Partial<Omit<QueryRequest, 'text'>> = {}): QueryRequest {
  return {
    text,
    pattern: 'fast',
    backend: 'auto',
    execution: 'auto',
    collection: 'default',
    filter: null,
    topK: null,
    tool: 'auto',
    groupBy: null,
    includeTrace: true,
    includeSources: true,
    includeSuggestions: true,
    narrativeDepth: true,
    synthesis: true,
    cache: 'use',
    maxLatencyMs: null,
    minConfidence: null,
    sessionId: null,
    userId: null,
    purpose: 'ask',
    ...overrides,
  };
}

/** Sources a query may ask for; also the most that history keeps of one. */
export const TOP_K_MAX = 100;
