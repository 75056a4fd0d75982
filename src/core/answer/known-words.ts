import { analyseTerms } from '../retrieval/analyse-text.ts';
import { FUNCTION_WORDS } from './function-words.ts';
import { classAt, NUMBER } from './word-classes.ts';
import { signalsOf } from './word-signals.ts';
import { hashOf, WordSlots } from './word-slots.ts';

/** A word as it stands (lower case) with the term the lexical index has for it. */
export type ContentWord = {
  readonly word: string;
  readonly stem: string;
  /** It may match words that are only alike: numbers and very short words match exactly or not at all. */
  readonly soft: boolean;
  /** Equal stems have equal hashes: compared before the stems are. */
  readonly stemHash: number;
  /** Tells remembered words apart, from 1; a word that was forgotten gets another number. */
  readonly number: number;
};

/** What is known of a word in itself; equal words share one object while it is remembered. */
export type KnownWord = {
  /** Lower case. */
  readonly word: string;
  /** Its index terms: one, none for a stop word, several in a script without spaces. */
  readonly terms: readonly ContentWord[];
  /** Those of `terms` that are no function words, and the only one of them where there is one, as mostly. */
  readonly content: readonly ContentWord[];
  readonly only: ContentWord | null;
  /** Bits of `word-signals.ts`. */
  readonly signals: number;
};

/** Words that are remembered: the vocabulary of some three thousand passages, about 10 MB. */
const WORDS_MAX = 32_768;
/** Longer runs are data or sentences of unspaced scripts, and hardly met twice. */
const WORD_CHARS_MAX = 32;
/** Shorter words are particles and units whose vectors say little. */
const SOFT_WORD_CHARS_MIN = 3;
/** V8 copies shorter slices, and refers to the whole text for longer ones. */
const SLICE_CHARS_MIN = 13;
const NONE: readonly ContentWord[] = [];

/** Numbers go round long before they leave 31 bits, and long after all words of one question have left. */
const NUMBER_MAX = 1 << 30;

const slots = new WordSlots(WORDS_MAX);
const known: KnownWord[] = [];
let lastNumber = 0;

/** The word `text.slice(from, to)`, remembered or worked out. */
export function knownWord(text: string, from: number, to: number): KnownWord {
  const slot = slots.find(text, from, to);
  return known[slot] ?? learn(text.slice(from, to));
}

/** A word with its term as the sentences hold it. */
export function contentWord(word: string, stem: string): ContentWord {
  lastNumber = (lastNumber % NUMBER_MAX) + 1;
  return { word, stem, soft: canBeSoft(word), stemHash: hashOf(stem, 0, stem.length), number: lastNumber };
}

/** The words have the same term. */
export function sameStem(
  a: Pick<ContentWord, 'stem' | 'stemHash'>,
  b: Pick<ContentWord, 'stem' | 'stemHash'>,
): boolean {
  return a.stemHash === b.stemHash && a.stem === b.stem;
}

/** Numbers near each other in a table of vectors are other numbers. */
export function canBeSoft(word: string): boolean {
  if (word.length < SOFT_WORD_CHARS_MIN) return false;
  for (let i = 0; i < word.length; i++) if (classAt(word, i) === NUMBER) return false;
  return true;
}

function learn(raw: string): KnownWord {
  const own = ownCopy(raw);
  const word = own.toLowerCase();
  const stems = analyseTerms(word);
  const terms = stems.map((stem) => contentWord(stems.length === 1 ? word : stem, stem));
  const kept = terms.filter((term) => !FUNCTION_WORDS.has(term.word));
  const learned: KnownWord = {
    word,
    terms: terms.length === 0 ? NONE : terms,
    content: kept.length === 0 ? NONE : kept.length === terms.length ? terms : kept,
    only: kept.length === 1 ? (kept[0] ?? null) : null,
    signals: signalsOf(own, word),
  };
  if (raw.length <= WORD_CHARS_MAX) known[slots.claim(own)] = learned;
  return learned;
}

/** A copy that does not keep the whole passage alive, as a slice of it would; short slices are copies anyway. */
function ownCopy(word: string): string {
  if (word.length < SLICE_CHARS_MIN) return word;
  const encoding = /^[\0-\xff]*$/.test(word) ? 'latin1' : 'utf16le';
  return Buffer.from(word, encoding).toString(encoding);
}
