/** A sentence as a sparse vector of unit length: weights by stem. */
export type SentenceVector = ReadonlyMap<string, number>;

/** Share of a sentence's rank that its relevance gives; the rest comes from the sentences that resemble it. */
const RELEVANCE_SHARE = 0.35;
/** Sentences with a lower cosine share only words that everything here shares. */
const SIMILARITY_MIN = 0.1;
/** The ranks change by less than a thousandth long before; each round costs count². */
const ROUNDS_MAX = 12;
const SETTLED = 1e-4;

/** Weights of the stems (their idf) as a vector of unit length; empty when all are zero. */
export function sentenceVector(stems: readonly string[], idf: (stem: string) => number): SentenceVector {
  const weights = stems.map((stem) => idf(stem));
  const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  return new Map(length > 0 ? stems.map((stem, i) => [stem, (weights[i] ?? 0) / length]) : []);
}

/** Cosine of two vectors of unit length. */
export function cosine(a: SentenceVector, b: SentenceVector): number {
  const [short, long] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [stem, weight] of short) sum += weight * (long.get(stem) ?? 0);
  return sum;
}

/** Cosines of every pair, row by row; a sentence is not alike to itself here. */
export function similarities(vectors: readonly SentenceVector[]): readonly Float64Array[] {
  const rows = vectors.map(() => new Float64Array(vectors.length));
  for (let i = 0; i < vectors.length; i++) {
    for (let j = i + 1; j < vectors.length; j++) {
      const value = cosine(vectors[i] ?? NONE, vectors[j] ?? NONE);
      if (value < SIMILARITY_MIN) continue;
      put(rows, i, j, value);
      put(rows, j, i, value);
    }
  }
  return rows;
}

/**
 * How central each sentence is, the sum being 1: LexRank (Erkan and Radev 2004) biased to relevance as in Otterbacher, Erkan and
 * Radev 2005: p = d · relevance + (1 − d) · M p, with M the cosines, each sentence's divided by their sum.
 */
export function rankCentral(alike: readonly Float64Array[], relevance: readonly number[]): Float64Array {
  const count = alike.length;
  const total = relevance.reduce((sum, value) => sum + value, 0);
  const base = Float64Array.from(relevance, (value) => (total > 0 ? value / total : 1 / count));
  const sums = alike.map((row) => row.reduce((sum, value) => sum + value, 0));
  let ranks: Float64Array = base;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const next = spread(alike, sums, ranks, base);
    const moved = next.reduce((sum, value, i) => sum + Math.abs(value - (ranks[i] ?? 0)), 0);
    ranks = next;
    if (moved < SETTLED) break;
  }
  return ranks;
}

const NONE: SentenceVector = new Map();

/** A sentence that resembles no other gives its rank back to relevance. */
function spread(
  alike: readonly Float64Array[],
  sums: readonly number[],
  ranks: Float64Array,
  base: Float64Array,
): Float64Array {
  const lone = sums.reduce((sum, value, i) => (value > 0 ? sum : sum + (ranks[i] ?? 0)), 0);
  const next = base.map((value) => value * (RELEVANCE_SHARE + (1 - RELEVANCE_SHARE) * lone));
  for (const [i, row] of alike.entries()) {
    const given = (1 - RELEVANCE_SHARE) * ((ranks[i] ?? 0) / Math.max(sums[i] ?? 0, Number.EPSILON));
    if ((sums[i] ?? 0) <= 0) continue;
    for (let j = 0; j < row.length; j++) next[j] = (next[j] ?? 0) + given * (row[j] ?? 0);
  }
  return next;
}

function put(rows: readonly Float64Array[], i: number, j: number, value: number): void {
  const row = rows[i];
  if (row !== undefined) row[j] = value;
}
