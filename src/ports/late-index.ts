import type { Scope } from './scope.ts';

/** A chunk as the set of its distinct WordPiece ids. */
export type LateEntry = { readonly chunk: number; readonly pieces: Uint16Array };

export type LateQuery = {
  readonly pieces: Uint16Array /** One weight a piece: its idf. */;
  readonly weights: Float32Array;
};

/**
 * Late interaction over the token table: Σ over query pieces of weight · max over the chunk's pieces of their cosine,
 * divided by Σ weight; so in [−1, 1], 1 when every query piece stands in the chunk.
 */
export interface LateIndex {
  add(scope: Scope, entries: readonly LateEntry[]): Promise<void>;
  remove(scope: Scope, chunks: readonly number[]): Promise<void>;
  /** Scores in the order of `chunks`; 0 where the chunk is not there. */
  scores(scope: Scope, query: LateQuery, chunks: readonly number[]): Promise<Float32Array>;
  /** How many chunks of the scope hold a piece, and how many chunks there are: for idf of pieces. */
  pieceFrequency(scope: Scope, piece: number): number;
  chunkCount(scope: Scope): number;
  bytes(): number;
}
