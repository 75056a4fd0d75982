import type { TokenTable } from '../../ports/token-table.ts';
import { RecentCache } from './recent-cache.ts';

/** Cosine of two lower-case words in [−1, 1]; 0 when either is unknown. */
export type TermSimilarity = (a: string, b: string) => number;

/** Leading dimensions compared: late interaction lost .4 points against all 384, and the answer stage is to stay under half a millisecond. */
const DIMENSIONS = 96;
/** Words whose vectors are kept: a few hundred questions' worth, 1.5 MB. */
const WORDS_MAX = 2_048;
/** Pieces of one word that are read; longer strings are identifiers, whose later pieces say nothing. */
const PIECES_MAX = 8;

const made = new WeakMap<TokenTable, TermSimilarity>();

/**
 * Word similarity over the static table: a word is the normalised sum of its pieces' rows, as a text is for the embedder.
 * One function a table; it keeps the vectors of recent words.
 */
export function termSimilarity(table: TokenTable): TermSimilarity {
  const known = made.get(table);
  if (known !== undefined) return known;
  const similarity = createTermSimilarity(table);
  made.set(table, similarity);
  return similarity;
}

function createTermSimilarity(table: TokenTable): TermSimilarity {
  const vectors = new RecentCache<string, Float32Array>(WORDS_MAX);
  const dimensions = Math.min(DIMENSIONS, table.dimensions);
  const read = (word: string): Float32Array => {
    const known = vectors.get(word);
    if (known !== undefined) return known;
    const vector = wordVector(table, word, dimensions);
    vectors.set(word, vector);
    return vector;
  };
  let left = '';
  let leftVector: Float32Array = new Float32Array(dimensions);
  return (a, b) => {
    if (a !== left) {
      leftVector = read(a);
      left = a;
    }
    return dot(leftVector, read(b));
  };
}

function wordVector(table: TokenTable, word: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const piece of table.tokenize(word).subarray(0, PIECES_MAX)) {
    const scale = table.scales[piece] ?? 0;
    const row = piece * table.dimensions;
    for (let i = 0; i < dimensions; i++) vector[i] = (vector[i] ?? 0) + (table.values[row + i] ?? 0) * scale;
  }
  const norm = Math.sqrt(dot(vector, vector));
  if (norm > 0) for (let i = 0; i < dimensions; i++) vector[i] = (vector[i] ?? 0) / norm;
  return vector;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
