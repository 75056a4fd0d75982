import { RecentCache } from '../../shared/recent-cache.ts';
import { isWhiteSpace } from '../../shared/text.ts';
import { type Span, splitSentences } from '../ingest/sentences.ts';
import { type ContentWord, knownWord, sameStem } from './known-words.ts';
import { joinsNumber, nextWord, tokenEnd, wordEnd } from './scan-words.ts';
import { FactCollector, type SentenceFacts } from './sentence-facts.ts';
import { hashOf } from './word-slots.ts';

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

/** Places for marks of the words of one sentence: 64 times the words of a long one. A power of two. */
const MARKS = 4_096;

/** The last sentence that had a word with a stem marked there; numbers that have gone round meet no old marks of use. */
const marks = new Int32Array(MARKS);
let sentenceNumber = 0;

/** Marks of texts met once. A power of two, four times what is kept. */
const MET_MAX = 2_048;
/** A text is told by its beginning and its length; a mistake only keeps it one meeting too early. */
const HASHED_CHARS = 64;

const met = new Int32Array(MET_MAX);
const readings = new RecentCache<string, readonly ReadSentence[]>(READINGS_MAX);

/** Sentences of a passage in order. A text that comes a second time is kept for a while. */
export function readSentences(text: string): readonly ReadSentence[] {
  const known = readings.get(text);
  if (known !== undefined) return known;
  const read = readAll(text.length > TEXT_CHARS_MAX ? text.slice(0, cutAt(text, 0, TEXT_CHARS_MAX)) : text);
  if (wasMetBefore(text)) readings.set(text, read);
  return read;
}

/** Most passages are read once: keeping them all would cost more in garbage collection than reading again. */
function wasMetBefore(text: string): boolean {
  const mark = hashOf(text, 0, Math.min(text.length, HASHED_CHARS)) ^ text.length;
  const place = mark & (MET_MAX - 1);
  if (met[place] === mark) return true;
  met[place] = mark;
  return false;
}

/** The words of a text in order, lower case, each with its terms; a word of a script without spaces gives several. */
export function readWords(text: string): readonly ContentWord[] {
  const words: ContentWord[] = [];
  const end = text.length;
  for (let at = nextWord(text, 0, end); at < end; ) {
    const after = wordEnd(text, at, end);
    words.push(...knownWord(text, at, after).terms);
    at = nextWord(text, after, end);
  }
  return words;
}

function readAll(text: string): readonly ReadSentence[] {
  const sentences: ReadSentence[] = [];
  for (const span of splitSentences(text)) {
    let { start } = span;
    while (start < span.end) {
      const end = span.end - start > SENTENCE_CHARS_MAX ? cutAt(text, start, start + SENTENCE_CHARS_MAX) : span.end;
      const sentence = readSentence(text, start, end);
      if (sentence !== null) sentences.push(sentence);
      if (sentences.length >= SENTENCES_MAX) return sentences;
      start = end;
    }
  }
  return sentences;
}

/** A sentence trimmed to what is not white space, or null when it has no word. One pass gives its words and its facts. */
function readSentence(text: string, from: number, to: number): ReadSentence | null {
  const { start, end } = trimmed(text, from, to);
  const facts = new FactCollector();
  const words: ContentWord[] = [];
  let wordCount = 0;
  sentenceNumber = (sentenceNumber + 1) | 0;
  let tokenFrom = start;
  for (let at = nextWord(text, start, end); at < end; wordCount++) {
    const after = wordEnd(text, at, end);
    const known = knownWord(text, at, after);
    if (known.only !== null) addDistinct(words, known.only);
    else for (const word of known.content) addDistinct(words, word);
    if (at >= tokenFrom) {
      tokenFrom = joinsNumber(text, after, end) ? tokenEnd(text, at, end) : after;
      facts.add(tokenFrom === after ? known : knownWord(text, at, tokenFrom));
    }
    while (tokenFrom < after) {
      const next = tokenEnd(text, tokenFrom, end);
      facts.add(knownWord(text, tokenFrom, next));
      tokenFrom = next;
    }
    at = nextWord(text, after, end);
  }
  return wordCount === 0 ? null : { start, end, wordCount, words, facts: facts.facts(text.slice(start, end)) };
}

/** Two stems may share a mark, so a mark only tells that the words so far must be looked through. */
function addDistinct(words: ContentWord[], word: ContentWord): void {
  const place = word.stemHash & (MARKS - 1);
  if (marks[place] === sentenceNumber) {
    for (const other of words) if (sameStem(other, word)) return;
  }
  marks[place] = sentenceNumber;
  words.push(word);
}

function trimmed(text: string, from: number, to: number): Span {
  let start = from;
  let end = to;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

/** The last space after `start` and up to `end`; without one `end`, but never between the halves of a surrogate pair. */
function cutAt(text: string, start: number, end: number): number {
  const space = text.lastIndexOf(' ', end);
  if (space > start) return space;
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff ? end - 1 : end;
}
