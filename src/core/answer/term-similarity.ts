import type { TokenTable } from '../../ports/token-table.ts';
import { TermLanes } from './term-lanes.ts';
import { WordSlots } from './word-slots.ts';

/**
 * Writes the cosines of two words to every prepared term: those of the first in the order of the terms, then those of the
 * second. 0 where either is unknown. Two at once cost little more than one.
 */
export type TermCosines = (first: string, second: string, into: Float64Array) => void;

/** Cosine of two lower-case words in [−1, 1]; 0 when either is unknown. */
export type TermSimilarity = {
  (a: string, b: string): number;
  /** The same for a few terms against many words, at a tenth of the cost. */
  readonly against?: (terms: readonly string[]) => TermCosines;
};

/** Leading dimensions compared: late interaction lost .4 points against all 384, and the answer stage is to stay under a millisecond. */
const DIMENSIONS = 96;
/** Words whose vectors are kept: the vocabulary of some thousand passages, 6 MB once they are all in use. */
const WORDS_MAX = 16_384;
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
  const vectors = new WordVectors(table);
  const against = (terms: readonly string[]): TermCosines => {
    const { pool } = vectors;
    const lanes = new TermLanes(terms.length, vectors.dimensions);
    for (const [i, term] of terms.entries()) lanes.lay(i, pool, vectors.place(term));
    return (first, second, into) => {
      const left = vectors.place(first);
      lanes.multiply({ pool, left, right: vectors.place(second) }, into);
    };
  };
  const both = new Float64Array(2);
  const similarity = (a: string, b: string): number => {
    against([a])(b, b, both);
    return both[0] ?? 0;
  };
  return Object.assign(similarity, { against });
}

/** Unit vectors of recent words in one array; a zero vector for an unknown word. */
class WordVectors {
  readonly dimensions: number;
  readonly pool: Float32Array;
  readonly #table: TokenTable;
  readonly #slots = new WordSlots(WORDS_MAX);
  readonly #sum: Float64Array;

  constructor(table: TokenTable) {
    this.#table = table;
    this.dimensions = Math.min(DIMENSIONS, table.dimensions);
    this.pool = new Float32Array(this.#slots.size * this.dimensions);
    this.#sum = new Float64Array(this.dimensions);
  }

  /** Where the word's vector begins in `pool`, good until two other words have been asked for. */
  place(word: string): number {
    const known = this.#slots.find(word, 0, word.length);
    if (known >= 0) return known * this.dimensions;
    const from = this.#slots.claim(word) * this.dimensions;
    this.#add(word);
    const sum = this.#sum;
    let squares = 0;
    for (let i = 0; i < sum.length; i++) squares += (sum[i] ?? 0) ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = 0; i < sum.length; i++) this.pool[from + i] = (sum[i] ?? 0) * scale;
    return from;
  }

  #add(word: string): void {
    const { values, scales, dimensions } = this.#table;
    const sum = this.#sum.fill(0);
    for (const piece of this.#table.tokenize(word).subarray(0, PIECES_MAX)) {
      const scale = scales[piece] ?? 0;
      const row = piece * dimensions;
      for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (values[row + i] ?? 0) * scale;
    }
  }
}
