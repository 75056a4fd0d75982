/** The static table behind the built-in embedder: what late interaction and term similarity read. */
export interface TokenTable {
  readonly rows: number;
  readonly dimensions: number;
  /** Row-major int8, `rows × dimensions`, in shared memory so that threads read one copy. */
  readonly values: Int8Array;
  /** Row value = int8 × scale. */
  readonly scales: Float32Array;
  /** WordPiece ids of a text (uncased), without special tokens; unknown words give the id of [UNK]. */
  tokenize(text: string): Uint16Array;
  /** Cosine of two rows over the first `dimensions` (all when left out). */
  similarity(a: number, b: number, dimensions?: number): number;
}
