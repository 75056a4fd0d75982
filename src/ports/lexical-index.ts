import type { Filter } from './filter.ts';
import type { Scope } from './scope.ts';

/** A chunk as terms: `title` and `body` are sequences of positions in `terms` (unique, already stemmed, stop words dropped). */
export type LexicalEntry = {
  readonly chunk: number;
  readonly terms: readonly string[];
  readonly title: Uint16Array;
  readonly body: Uint16Array;
};

export type LexicalQuery = {
  /** Unique stemmed terms with the weight each has in the sum. */
  readonly terms: readonly { readonly term: string; readonly weight: number }[];
  /** Sequences of stemmed terms that must stand next to each other, in order, in the title or the body. */
  readonly phrases: readonly (readonly string[])[];
};

export type Hit = { readonly chunk: number; readonly score: number };

export type SearchOptions = { readonly limit: number; readonly filter: Filter | null; readonly signal?: AbortSignal };

/** Collection statistics a caller needs to weigh terms: idf(t) = ln(1 + (N − df + .5) / (df + .5)). */
export type LexicalStatistics = {
  readonly chunkCount: number;
  readonly documentFrequency: (term: string) => number;
};

/** A term that is written almost like another. `chunks`: how many hold it. */
export type NearTerm = { readonly term: string; readonly distance: number; readonly chunks: number };

/** BM25 over the chunks of a scope. Scores are sums of weight · idf · tf / (tf + k1 (1 − b + b · length / average)), k1 .9, b .4, not normalised. */
export interface LexicalIndex {
  add(scope: Scope, entries: readonly LexicalEntry[]): Promise<void>;
  remove(scope: Scope, chunks: readonly number[]): Promise<void>;
  /** The best visible chunks, highest first; ties by chunk key. */
  search(scope: Scope, query: LexicalQuery, options: SearchOptions): Promise<readonly Hit[]>;
  /** The numbers `search` gives, for given chunks in their order; 0 where no term matches, a phrase is missing, or the chunk is not visible. */
  scores(scope: Scope, query: LexicalQuery, chunks: readonly number[]): Promise<Float32Array>;
  statistics(scope: Scope): Promise<LexicalStatistics>;
  /**
   * Terms of visible chunks that at most `maxDistance` edits (a letter more, less or other, two neighbours swapped) make of
   * `term`, itself left out: the nearest first, then those of most chunks, then by their letters.
   */
  nearTerms(
    scope: Scope,
    term: string,
    options: { readonly maxDistance: number; readonly limit: number },
  ): Promise<readonly NearTerm[]>;
  bytes(): number;
}
