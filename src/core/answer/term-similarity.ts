import type { TokenTable } from '../../ports/token-table.ts';
import { RecentCache } from './recent-cache.ts';

/** Cosine of two lower-case words in [−1, 1]; 0 when either is unknown. */
export type TermSimilarity = (a: string, b: string) => number;

/** Leading dimensions compared: late interaction lost .4 points against all 384, and the answer stage is to stay under half a millisecond. */
const DIMENSIONS = 96;
/** Words whose vectors are kept: the vocabulary of some 500 passages, 3 MB. */
const WORDS_MAX = 8_192;
/** Pieces of one word that are read; longer strings are identifiers, whose later pieces say nothing. */
const PIECES_MAX = 8;

const made = new WeakMap<TokenTable, TermSimilarity>();

/**
 * Word similarity over the static table: a word is the normalised sum of its pieces' rows, as a text is for the embedder.
 * One function a table; it keeps the vectors of recent words and is quickest when `b` stays.
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
  let right = '';
  let rightVector: Float32Array = new Float32Array(dimensions);
  return (a, b) => {
    if (b !== right) {
      rightVector = read(b);
      right = b;
    }
    return dot(read(a), rightVector);
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

/** Four sums side by side: one alone would wait for every addition. Reads past the end of shorter vectors count nothing. */
function dot(a: Float32Array, b: Float32Array): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < a.length; i += 4) {
    first += (a[i] ?? 0) * (b[i] ?? 0);
    second += (a[i + 1] ?? 0) * (b[i + 1] ?? 0);
    third += (a[i + 2] ?? 0) * (b[i + 2] ?? 0);
    fourth += (a[i + 3] ?? 0) * (b[i + 3] ?? 0);
  }
  return first + second + (third + fourth);
}
