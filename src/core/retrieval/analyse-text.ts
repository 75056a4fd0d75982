import type { LexicalEntry, LexicalQuery } from '../../ports/lexical-index.ts';
import { RecentCache } from '../../shared/recent-cache.ts';
import { foldWords } from './fold-words.ts';
import { stem } from './stemmer.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Tokens of one field, and distinct terms of one entry, that are kept: what 16 bits can number. The rest of the text is cut off. */
export const FIELD_TOKENS_MAX = 65_535;
/** Longer runs (keys, hashes, encoded data) are cut: alike in documents and questions, so they still meet. */
export const TERM_CHARACTERS_MAX = 64;
/** Phrases a question may demand; the quotes after them count as words only. */
export const QUERY_PHRASES_MAX = 16;

/** Terms in their order: lower-case, plain Latin, English stop words dropped, ASCII words stemmed. At most `termsMax`. */
export function analyseTerms(text: string, termsMax = Number.POSITIVE_INFINITY): string[] {
  const terms: string[] = [];
  let start = 0;
  while (start < text.length && terms.length < termsMax) {
    if (isSeparator(text.charCodeAt(start))) {
      start++;
      continue;
    }
    let end = start;
    let bits = 0;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (isSeparator(code)) break;
      bits |= code;
    }
    if (bits < ASCII_END) pushAscii(text.slice(start, end), terms);
    else pushFolded(text.slice(start, end), terms);
    start = skipPossessive(text, end);
  }
  return terms.length > termsMax ? terms.slice(0, termsMax) : terms;
}

/** A chunk as the lexical index takes it; what goes beyond `FIELD_TOKENS_MAX` is cut off. */
export function analyseDocument(title: string, body: string): Omit<LexicalEntry, 'chunk'> {
  const terms: string[] = [];
  const places = new Map<string, number>();
  return { terms, title: placeTerms(title, terms, places), body: placeTerms(body, terms, places) };
}

/**
 * The question's terms, each weighted by how often it occurs, and what stands in double quotes as phrases. A quote without
 * its partner, or one straight after a letter or digit (5" disk), opens no phrase.
 */
export function analyseQuery(text: string): LexicalQuery {
  const counts = new Map<string, number>();
  for (const term of analyseTerms(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { terms: Array.from(counts, ([term, weight]) => ({ term, weight })), phrases: findPhrases(text) };
}

const ASCII_END = 128;
/** Words whose terms are remembered, a generation: the vocabulary of a large corpus's frequent words, about 10 MB. */
const CACHED_WORDS_MAX = 50_000;
/** Longer runs with other characters are not remembered: they are mostly sentences of unspaced scripts. */
const CACHED_RUN_CHARACTERS_MAX = 32;

/** A straight quote opens a phrase only where no letter or digit stands before it; curly ones say themselves what they are. */
const PHRASE = /(?:(?<![\p{L}\p{N}])"|[“„‟«])([^"“”„‟«»]*)["“”‟»]/gu;

const cache = new RecentCache<string, string>(2 * CACHED_WORDS_MAX);
const asciiSeparators = Uint8Array.from({ length: ASCII_END }, (_, code) =>
  /[a-z0-9]/i.test(String.fromCharCode(code)) ? 0 : 1,
);

/** Common punctuation beyond ASCII ends a word here; anything rarer is left to `foldWords`, which knows all of Unicode. */
function isSeparator(code: number): boolean {
  if (code < ASCII_END) return asciiSeparators[code] === 1;
  return (code >= 0x2010 && code <= 0x205e) || code === 0xa0 || code === 0xab || code === 0xbb;
}

/** The place after `'s` when that ends the word, else the place itself. */
function skipPossessive(text: string, end: number): number {
  const mark = text.charCodeAt(end);
  if (mark !== 0x27 && mark !== 0x2019) return end;
  const letter = text.charCodeAt(end + 1);
  if (letter !== 0x73 && letter !== 0x53) return end;
  return end + 2 === text.length || isSeparator(text.charCodeAt(end + 2)) ? end + 2 : end;
}

function pushAscii(word: string, terms: string[]): void {
  const term = cache.get(word) ?? learnAscii(word);
  if (term !== '') terms.push(term);
}

function learnAscii(word: string): string {
  const lower = word.slice(0, TERM_CHARACTERS_MAX).toLowerCase();
  const term = STOP_WORDS.has(lower) ? '' : flatten(stem(lower));
  if (word.length <= TERM_CHARACTERS_MAX) cache.set(flatten(word), term);
  return term;
}

function pushFolded(run: string, terms: string[]): void {
  const known = run.length <= CACHED_RUN_CHARACTERS_MAX ? cache.get(run) : undefined;
  if (known === undefined) for (const term of learnFolded(run)) terms.push(term);
  else if (known !== '') terms.push(known);
}

function learnFolded(run: string): string[] {
  const terms = foldWords(run)
    .map(termOf)
    .filter((term) => term !== '');
  if (run.length <= CACHED_RUN_CHARACTERS_MAX && terms.length < 2) cache.set(flatten(run), terms[0] ?? '');
  return terms;
}

function termOf(folded: string): string {
  const word = folded.slice(0, TERM_CHARACTERS_MAX);
  if (!/^[a-z0-9]+$/.test(word)) return flatten(word.toWellFormed());
  return cache.get(word) ?? learnAscii(word);
}

/** A copy that shares nothing with the text that the word was cut from. */
function flatten(word: string): string {
  const encoding = /^[\0-\xff]*$/.test(word) ? 'latin1' : 'utf16le';
  return Buffer.from(word, encoding).toString(encoding);
}

function placeTerms(text: string, terms: string[], places: Map<string, number>): Uint16Array {
  const tokens = analyseTerms(text, FIELD_TOKENS_MAX);
  const positions = new Uint16Array(tokens.length);
  let length = 0;
  for (const token of tokens) {
    let place = places.get(token);
    if (place === undefined) {
      if (terms.length === FIELD_TOKENS_MAX) continue;
      place = terms.push(token) - 1;
      places.set(token, place);
    }
    positions[length++] = place;
  }
  return length === tokens.length ? positions : positions.slice(0, length);
}

function findPhrases(text: string): string[][] {
  const phrases: string[][] = [];
  for (const match of text.matchAll(PHRASE)) {
    const phrase = analyseTerms(match[1] ?? '');
    if (phrase.length > 0 && phrases.length < QUERY_PHRASES_MAX) phrases.push(phrase);
  }
  return phrases;
}
