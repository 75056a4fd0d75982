import { type ContentWord, canBeSoft } from './known-words.ts';
import { NumberRows } from './number-rows.ts';
import type { QuestionTerm } from './read-question.ts';
import type { TermCosines, TermSimilarity } from './term-similarity.ts';
import { hashOf } from './word-slots.ts';

/** Best match of every question term among some words, in the order of the terms; 1 is an equal stem. */
export type TermCredits = Float64Array;

/** How strongly a word matches a term: `EXACT` for an equal stem, else the cosine, not below 0. Compared before it is credited. */
const EXACT = 2;

/** Soft credit .8 · clip((cos − .35) / .45, 0, 1): below .35 words of the table share only their register. */
const SOFT_MAX = 0.8;
const COSINE_FLOOR = 0.35;
const COSINE_SPAN = 0.45;
/** Distinct words whose strengths are kept; ten passages of 200 words have fewer. Beyond it all are forgotten. */
const ROWS_MAX = 1_024;
const ROWS_START = 512;

/** Matches words against one question's terms; what a word is worth is worked out once. */
export class TermMatcher {
  readonly #terms: readonly QuestionTerm[];
  /** Positions of the terms that may match words that are only alike, and the way to compare them. */
  readonly #soft: readonly number[];
  readonly #compare: TermCosines;
  readonly #cosines: Float64Array;
  readonly #stemHashes: Int32Array;
  readonly #rows = new NumberRows(ROWS_MAX);
  #strengths: Float64Array;

  constructor(terms: readonly QuestionTerm[], similarity: TermSimilarity) {
    this.#terms = terms;
    this.#soft = [...terms.keys()].filter((i) => canBeSoft(terms[i]?.word ?? ''));
    const words = this.#soft.map((i) => terms[i]?.word ?? '');
    this.#compare = similarity.against?.(words) ?? oneByOne(words, similarity);
    this.#cosines = new Float64Array(2 * words.length);
    this.#stemHashes = Int32Array.from(terms, ({ stem }) => hashOf(stem, 0, stem.length));
    this.#strengths = new Float64Array(ROWS_START * terms.length);
  }

  /** The strongest match of every term among the words; `best` has a place a term. */
  match(words: readonly ContentWord[], best: Float64Array): void {
    this.#learnNew(words);
    best.fill(0);
    for (const word of words) {
      const found = this.#rows.find(word.number);
      const row = found < 0 ? this.#learnAlone(word) : found * best.length;
      const strengths = this.#strengths;
      for (let i = 0; i < best.length; i++) {
        const strength = strengths[row + i] ?? 0;
        if (strength > (best[i] ?? 0)) best[i] = strength;
      }
    }
  }

  /** Learns the words that were not met yet, two at a time. Rows that this pushes out are learned again when they are used. */
  #learnNew(words: readonly ContentWord[]): void {
    let waiting: ContentWord | null = null;
    let waitingRow = 0;
    for (const word of words) {
      if (this.#rows.find(word.number) >= 0) continue;
      const row = this.#openRow(word);
      if (!word.soft || this.#soft.length === 0) continue;
      if (waiting === null) {
        waiting = word;
        waitingRow = row;
        continue;
      }
      this.#compare(waiting.word, word.word, this.#cosines);
      this.#soften(waitingRow, 0);
      this.#soften(row, this.#soft.length);
      waiting = null;
    }
    if (waiting === null) return;
    this.#compare(waiting.word, waiting.word, this.#cosines);
    this.#soften(waitingRow, 0);
  }

  #learnAlone(word: ContentWord): number {
    const row = this.#openRow(word);
    if (word.soft && this.#soft.length > 0) {
      this.#compare(word.word, word.word, this.#cosines);
      this.#soften(row, 0);
    }
    return row;
  }

  /** Where the word's strengths begin; only equal stems stand there yet. */
  #openRow(word: ContentWord): number {
    const row = this.#rows.add(word.number) * this.#terms.length;
    if (row + this.#terms.length > this.#strengths.length) this.#grow();
    const strengths = this.#strengths;
    for (let i = 0; i < this.#stemHashes.length; i++) {
      const equal = this.#stemHashes[i] === word.stemHash && this.#terms[i]?.stem === word.stem;
      strengths[row + i] = equal ? EXACT : 0;
    }
    return row;
  }

  /** Puts the cosines from `from` on where no stem was equal. */
  #soften(row: number, from: number): void {
    const strengths = this.#strengths;
    for (let at = 0; at < this.#soft.length; at++) {
      const place = row + (this.#soft[at] ?? 0);
      if (strengths[place] !== EXACT) strengths[place] = clip(this.#cosines[from + at] ?? 0);
    }
  }

  #grow(): void {
    const longer = new Float64Array(this.#strengths.length * 2);
    longer.set(this.#strengths);
    this.#strengths = longer;
  }
}

/** What a match of that strength counts. */
export function creditOf(strength: number): number {
  return strength === EXACT ? 1 : SOFT_MAX * clip((strength - COSINE_FLOOR) / COSINE_SPAN);
}

/** The cosine behind a strength; 1 for an equal stem. */
export function cosineOf(strength: number): number {
  return Math.min(1, strength);
}

/** Weighted mean of the credits in [0, 1]; 0 without terms. */
export function coverage(terms: readonly QuestionTerm[], weight: number, credits: TermCredits): number {
  if (weight <= 0) return 0;
  let sum = 0;
  for (let i = 0; i < terms.length; i++) sum += (terms[i]?.weight ?? 0) * (credits[i] ?? 0);
  return sum / weight;
}

function clip(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function oneByOne(terms: readonly string[], similarity: TermSimilarity): TermCosines {
  return (first, second, into) => {
    for (const [i, term] of terms.entries()) {
      into[i] = similarity(term, first);
      into[terms.length + i] = first === second ? 0 : similarity(term, second);
    }
  };
}
