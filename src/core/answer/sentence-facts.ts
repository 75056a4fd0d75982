import type { KnownWord } from './known-words.ts';
import {
  DEFINES,
  IS_CAPITALISED,
  IS_NUMBER,
  IS_TIME,
  MAY_POINT,
  POINTING_BACK,
  POINTING_WORDS_MAX,
  PRECEDES_PLACE,
} from './word-signals.ts';

/** What stands in a sentence that could answer a typed question, found by shape alone. Values are lower case. */
export type SentenceFacts = {
  /** Numbers in digits or words. */
  readonly numbers: readonly string[];
  /** Years, months, days of the week and words for periods. */
  readonly times: readonly string[];
  /** Capitalised words that the sentence's beginning does not explain. */
  readonly names: readonly string[];
  /** Those of `names` after a preposition of place. */
  readonly places: readonly string[];
  /** Words before the first "is", "are", "means" …, when it comes early: what the sentence defines. */
  readonly subject: readonly string[];
  /** It begins with a word that points back: the sentence before is needed to understand it. */
  readonly pointsBack: boolean;
};

/** Words before the verb of a defining sentence, at most: "The X of Y" fits, a clause does not. */
const SUBJECT_WORDS_MAX = 8;
const NONE: readonly string[] = [];

/** Reads the facts of one sentence from its tokens, given in order. */
export class FactCollector {
  readonly #numbers: string[] = [];
  readonly #times: string[] = [];
  readonly #names: string[] = [];
  readonly #places: string[] = [];
  readonly #subject: string[] = [];
  #defined = false;
  #mayPoint = false;
  #before = 0;
  #count = 0;

  add({ word, signals }: KnownWord): void {
    const position = this.#count++;
    if ((signals & IS_NUMBER) !== 0) this.#numbers.push(word);
    if ((signals & IS_TIME) !== 0) this.#times.push(word);
    if ((signals & IS_CAPITALISED) !== 0 && position > 0) {
      this.#names.push(word);
      if ((this.#before & PRECEDES_PLACE) !== 0) this.#places.push(word);
    }
    if (position < SUBJECT_WORDS_MAX) this.#begin(word, signals, position);
    this.#before = signals;
  }

  /** The facts, after the last token; the sentence itself is read only where its first tokens ask for it. */
  facts(sentence: string): SentenceFacts {
    return {
      numbers: kept(this.#numbers),
      times: kept(this.#times),
      names: kept(this.#names),
      places: kept(this.#places),
      subject: this.#defined ? this.#subject : NONE,
      pointsBack: this.#mayPoint && POINTING_BACK.test(sentence),
    };
  }

  #begin(word: string, signals: number, position: number): void {
    if (position < POINTING_WORDS_MAX && (signals & MAY_POINT) !== 0) this.#mayPoint = true;
    if (this.#defined) return;
    if (position > 0 && (signals & DEFINES) !== 0) this.#defined = true;
    else this.#subject.push(word);
  }
}

function kept(words: readonly string[]): readonly string[] {
  return words.length === 0 ? NONE : words;
}
