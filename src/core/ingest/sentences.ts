import { isWhiteSpace } from '../../shared/text.ts';
import { stopEndsSentence } from './full-stops.ts';
import { breaksSentence } from './line-breaks.ts';

/** A stretch of text: UTF-16 code units, `end` exclusive. */
export type Span = { readonly start: number; readonly end: number };

const NEWLINE = 0x0a;
const STOP = 0x2e;

/** Marks that end a sentence wherever they stand: their scripts put no white space after them. */
const STANDALONE = new Set([...'。！？｡．'].map((mark) => mark.charCodeAt(0)));
const TERMINATORS = new Set([...'.!?…।॥؟۔։'].map((mark) => mark.charCodeAt(0)));
/** What may stand between the mark and the white space: quotes, brackets, emphasis of Markdown. */
const CLOSERS = new Set([...'"\'”’»›)]}」』）】〉》*_`'].map((mark) => mark.charCodeAt(0)));
const HIGHEST_ASCII_TERMINATOR = 0x3f;
const LOWEST_WIDE_TERMINATOR = 0x589;

/** Everything a decision is made at; the regular expression engine passes over the rest ten times as fast as a loop. */
const DECISIONS = /[.!?\n…।॥؟۔։。！？｡．]/g;

/**
 * Sentences of a text, or of a span of it, in order and trimmed; every visible character is in one. Empty lines end a
 * sentence, and so do line breaks before what looks like a new item; other line breaks are wrapping. Linear time, one pass.
 */
export function splitSentences(text: string, within: Span = { start: 0, end: text.length }): Span[] {
  const sentences: Span[] = [];
  let lineStart = within.start;
  let start = within.start;
  let position = within.start;
  for (;;) {
    position = nextDecision(text, position, within.end);
    if (position < 0) break;
    if (text.charCodeAt(position) === NEWLINE) {
      start = skipWhiteSpace(text, start, position);
      if (start === position || breaksSentence(text, { lineStart, newline: position, end: within.end })) {
        pushTrimmed(text, sentences, start, position);
        start = position + 1;
      }
      lineStart = ++position;
      continue;
    }
    start = skipWhiteSpace(text, start, position);
    const after = afterClosers(text, position + 1, within.end);
    if (terminates(text, { start, mark: position, after, end: within.end })) {
      pushTrimmed(text, sentences, start, after);
      start = after;
    }
    position = after;
  }
  pushTrimmed(text, sentences, skipWhiteSpace(text, start, within.end), within.end);
  return sentences;
}

function nextDecision(text: string, from: number, end: number): number {
  DECISIONS.lastIndex = from;
  const found = DECISIONS.test(text) ? DECISIONS.lastIndex - 1 : -1;
  return found < end ? found : -1;
}

function skipWhiteSpace(text: string, from: number, end: number): number {
  let position = from;
  while (position < end && isWhiteSpace(text.charCodeAt(position))) position++;
  return position;
}

function mayTerminate(unit: number): boolean {
  if (unit <= HIGHEST_ASCII_TERMINATOR) return unit === STOP || unit === 0x21 || unit === 0x3f;
  return unit >= LOWEST_WIDE_TERMINATOR && (TERMINATORS.has(unit) || STANDALONE.has(unit));
}

type Terminator = { readonly start: number; readonly mark: number; readonly after: number; readonly end: number };

function terminates(text: string, at: Terminator): boolean {
  const mark = text.charCodeAt(at.mark);
  if (STANDALONE.has(mark)) return true;
  if (at.after >= at.end) return true;
  if (!isWhiteSpace(text.charCodeAt(at.after))) return false;
  return stopEndsSentence(text, { ...at, isFullStop: mark === STOP && at.after === at.mark + 1 });
}

/** Past further terminators, closing marks and references such as `[12]` that stand directly behind the mark. */
function afterClosers(text: string, from: number, end: number): number {
  let position = from;
  while (position < end) {
    const unit = text.charCodeAt(position);
    if (mayTerminate(unit) || CLOSERS.has(unit)) position++;
    else if (unit === 0x5b) {
      const closed = afterReference(text, position + 1, end);
      if (closed < 0) break;
      position = closed;
    } else break;
  }
  return position;
}

/** The index behind `12]`, or −1 when the bracket holds anything but a number of up to four digits. */
function afterReference(text: string, from: number, end: number): number {
  let position = from;
  while (position < end && position - from < 4 && isDigit(text.charCodeAt(position))) position++;
  return position > from && position < end && text.charCodeAt(position) === 0x5d ? position + 1 : -1;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function pushTrimmed(text: string, sentences: Span[], start: number, end: number): void {
  let last = end;
  while (last > start && isWhiteSpace(text.charCodeAt(last - 1))) last--;
  if (last > start) sentences.push({ start, end: last });
}
