/** Saturation and length normalisation of BM25: the values of the published baselines on passages. */
export const K1 = 0.9;
export const B = 0.4;
/** How many body tokens a title token counts for: 1 is title and body read as one text. */
export const TITLE_WEIGHT = 1;

/** Inverse document frequency that stays positive for terms in most chunks: ln(1 + (N − df + .5) / (df + .5)). */
export function inverseDocumentFrequency(chunkCount: number, documentFrequency: number): number {
  return Math.log(1 + (chunkCount - documentFrequency + 0.5) / (documentFrequency + 0.5));
}

/**
 * Length normalisation as a line: a chunk of `length` weighted tokens divides tf by tf + `floor` + `slope` · length. So a term
 * adds idf · tf / (tf + k1 · (1 − b + b · length / averageLength)), Robertson's sum without its constant factor k1 + 1.
 */
export function lengthNorm(
  totalLength: number,
  chunkCount: number,
): { readonly floor: number; readonly slope: number } {
  const averageLength = chunkCount === 0 ? 0 : totalLength / chunkCount;
  return { floor: K1 * (1 - B), slope: averageLength === 0 ? 0 : (K1 * B) / averageLength };
}
