import { splitSentences } from '../ingest/sentences.ts';
import { analyseTerms } from '../retrieval/analyse-text.ts';
import { FUNCTION_WORDS } from './function-words.ts';
import { RecentCache } from './recent-cache.ts';
import { readFacts, type SentenceFacts } from './sentence-facts.ts';

/** A content word as it stands (lower case) with the term the lexical index has for it. */
export type ContentWord = { readonly word: string; readonly stem: string };

/** A sentence of a text: `text.slice(start, end)`, its distinct content words, and what can answer without knowing the question. */
export type ReadSentence = {
  readonly start: number;
  readonly end: number;
  /** Words of any kind. */
  readonly wordCount: number;
  readonly words: readonly ContentWord[];
  readonly facts: SentenceFacts;
};

/** Characters of one passage that are read: chunks hold some 1,200, so this bounds only what went wrong before. */
const TEXT_CHARS_MAX = 20_000;
/** Sentences of one passage that can be cited; a chunk of 200 words has about ten. */
const SENTENCES_MAX = 64;
/** Longer runs without a sentence end (tables, logs) are cut at white space, so that a citation stays readable. */
const SENTENCE_CHARS_MAX = 1_000;
/** Passages whose sentences are kept: the heads of about a hundred recent questions, some 12 KB each. */
const READINGS_MAX = 512;

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;

const readings = new RecentCache<string, readonly ReadSentence[]>(READINGS_MAX);

/** Sentences of a passage in order. Equal texts share one reading, which is kept for a while. */
export function readSentences(text: string): readonly ReadSentence[] {
  const known = readings.get(text);
  if (known !== undefined) return known;
  const read = readAll(text.length > TEXT_CHARS_MAX ? text.slice(0, cutAt(text, 0, TEXT_CHARS_MAX)) : text);
  readings.set(text, read);
  return read;
}

/** The words of a text in order, lower case, each with its terms; a word of a script without spaces gives several. */
export function readWords(text: string): readonly ContentWord[] {
  const words: ContentWord[] = [];
  for (const match of text.matchAll(WORD)) {
    const word = match[0].toLowerCase();
    const stems = analyseTerms(word);
    for (const stem of stems) words.push({ word: stems.length === 1 ? word : stem, stem });
  }
  return words;
}

function readAll(text: string): readonly ReadSentence[] {
  const sentences: ReadSentence[] = [];
  for (const span of splitSentences(text)) {
    for (const piece of cutLong(text, span)) {
      const sentence = readSentence(text, piece);
      if (sentence !== null) sentences.push(sentence);
      if (sentences.length >= SENTENCES_MAX) return sentences;
    }
  }
  return sentences;
}

/** A sentence trimmed to what is not white space, or null when it has no word. */
function readSentence(text: string, span: Span): ReadSentence | null {
  const raw = text.slice(span.start, span.end);
  const shown = raw.trim();
  const wordCount = shown.match(WORD)?.length ?? 0;
  if (wordCount === 0) return null;
  const start = span.start + raw.length - raw.trimStart().length;
  const distinct = new Map<string, ContentWord>();
  for (const word of readWords(shown)) {
    if (!FUNCTION_WORDS.has(word.word) && !distinct.has(word.stem)) distinct.set(word.stem, word);
  }
  return { start, end: start + shown.length, wordCount, words: [...distinct.values()], facts: readFacts(shown) };
}

type Span = { readonly start: number; readonly end: number };

function cutLong(text: string, span: Span): readonly Span[] {
  const pieces: Span[] = [];
  let start = span.start;
  while (span.end - start > SENTENCE_CHARS_MAX) {
    const end = cutAt(text, start, start + SENTENCE_CHARS_MAX);
    pieces.push({ start, end });
    start = end;
  }
  pieces.push({ start, end: span.end });
  return pieces;
}

/** The last space after `start` and up to `end`; without one `end`, but never between the halves of a surrogate pair. */
function cutAt(text: string, start: number, end: number): number {
  const space = text.lastIndexOf(' ', end);
  if (space > start) return space;
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff ? end - 1 : end;
}
