/** A unit vector as it is kept: component i is `values[i] * scale`, 16 bits each (cosine error below 10⁻⁴). */
export type Embedding = { readonly scale: number; readonly values: Int16Array };

/** Text to unit vectors. `model` names the weights: vectors of two models are never compared. */
export interface Embedder {
  readonly model: string;
  readonly dimensions: number;
  /** Prefix lengths that are embeddings in their own right, ascending; the last is `dimensions`. */
  readonly prefixes: readonly number[];
  /** One vector of `dimensions` floats a text, in order; a text without a known token gives zeros. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
}
