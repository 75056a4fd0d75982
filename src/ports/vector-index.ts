import type { Embedding } from './embedder.ts';
import type { Hit, SearchOptions } from './lexical-index.ts';
import type { Scope } from './scope.ts';

export type VectorEntry = { readonly chunk: number; readonly embedding: Embedding };

export type VectorSearchOptions = SearchOptions & {
  /** Compare only this many leading dimensions (a prefix of the embedder's scales). Both sides are re-normalised over them. */
  readonly dimensions: number;
};

/** Nearest neighbours by cosine over the chunks of a scope. */
export interface VectorIndex {
  add(scope: Scope, entries: readonly VectorEntry[]): Promise<void>;
  remove(scope: Scope, chunks: readonly number[]): Promise<void>;
  /** The nearest visible chunks, highest cosine first; ties by chunk key. */
  search(scope: Scope, query: Float32Array, options: VectorSearchOptions): Promise<readonly Hit[]>;
  /** Cosines of given chunks, in their order; 0 where the chunk is not there. */
  scores(scope: Scope, query: Float32Array, chunks: readonly number[], dimensions: number): Promise<Float32Array>;
  bytes(): number;
  close(): Promise<void>;
}
