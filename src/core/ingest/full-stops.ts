import { isWhiteSpace } from '../../shared/text.ts';
import { ABBREVIATION_LENGTH_MAX, abbreviationKind, isSentenceStarter } from './abbreviations.ts';

type Stop = {
  /** Where the sentence so far begins. */
  readonly start: number;
  /** The terminating mark. */
  readonly mark: number;
  /** The white space behind the mark and its closing quotes. */
  readonly after: number;
  readonly end: number;
  /** A single full stop with nothing between it and the white space: only such can belong to an abbreviation. */
  readonly isFullStop: boolean;
};

/** A word longer than this does not begin a sentence by itself. */
const STARTER_LENGTH_MAX = 14;
/** `1.` to `999.` at the start of a sentence numbers an item. */
const ENUMERATOR_DIGITS_MAX = 3;
/** White space looked at behind a stop: more than this is a gap in the layout, and ends the sentence. */
const GAP_MAX = 64;

/** Whether a terminating mark that white space follows ends the sentence, judged by the words on both sides. */
export function stopEndsSentence(text: string, stop: Stop): boolean {
  const next = nextVisible(text, stop);
  if (next < 0) return true;
  if (isLowerCase(text.charCodeAt(next)) && !isMixedName(text, next, stop.end)) return false;
  if (!stop.isFullStop) return true;
  const word = wordBefore(text, stop);
  if (word === '') return true;
  if (isEnumerator(word) && stop.mark - word.length === stop.start) return false;
  if (isInitial(word)) return startsSentence(text, next, stop.end);
  switch (abbreviationKind(word.toLowerCase())) {
    case 'inner':
      return false;
    case 'number':
      return !startsNumber(text.charCodeAt(next));
    case 'either':
      return startsSentence(text, next, stop.end);
    default:
      return hasInnerStop(word) ? startsSentence(text, next, stop.end) : true;
  }
}

/** The next visible unit, or −1 when the text ends or an empty line comes first. */
function nextVisible(text: string, stop: Stop): number {
  const limit = Math.min(stop.end, stop.after + GAP_MAX);
  let newlines = 0;
  for (let position = stop.after; position < limit; position++) {
    const unit = text.charCodeAt(position);
    if (unit === 0x0a && ++newlines > 1) return -1;
    if (!isWhiteSpace(unit)) return position;
  }
  return -1;
}

/** `p53`, `mRNA`, `iPhone`: a name that keeps its small first letter at the start of a sentence. */
function isMixedName(text: string, next: number, end: number): boolean {
  const limit = Math.min(end, next + STARTER_LENGTH_MAX);
  for (let position = next + 1; position < limit; position++) {
    const unit = text.charCodeAt(position);
    if (isUpperCase(unit) || isDigit(unit)) return true;
    if (!isLetter(unit)) return false;
  }
  return false;
}

/** Letters, digits and inner stops directly before the mark; empty when there are more than an abbreviation can have. */
function wordBefore(text: string, stop: Stop): string {
  const limit = Math.max(stop.start, stop.mark - ABBREVIATION_LENGTH_MAX - 1);
  let position = stop.mark;
  while (position > limit && isWordUnit(text.charCodeAt(position - 1))) position--;
  return stop.mark - position > ABBREVIATION_LENGTH_MAX ? '' : text.slice(position, stop.mark);
}

function isWordUnit(unit: number): boolean {
  return isLetter(unit) || isDigit(unit) || unit === 0x2e;
}

/** A single capital, as in `J. Smith`; `I` is a word. */
function isInitial(word: string): boolean {
  return word.length === 1 && word !== 'I' && isUpperCase(word.charCodeAt(0));
}

function isEnumerator(word: string): boolean {
  if (word.length > ENUMERATOR_DIGITS_MAX) return false;
  for (let i = 0; i < word.length; i++) if (!isDigit(word.charCodeAt(i))) return false;
  return true;
}

/** Single letters with stops between them, as in `U.S`. */
function hasInnerStop(word: string): boolean {
  if (word.length < 3 || word.length % 2 === 0) return false;
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i);
    if (i % 2 === 0 ? !isLetter(unit) : unit !== 0x2e) return false;
  }
  return true;
}

function startsNumber(unit: number): boolean {
  return isDigit(unit) || unit === 0x28 || unit === 0x23 || unit === 0x5b;
}

/** A capitalised word that usually opens a sentence, and is not itself an initial (`J. A. Smith`). */
function startsSentence(text: string, next: number, end: number): boolean {
  const limit = Math.min(end, next + STARTER_LENGTH_MAX + 1);
  let position = next;
  while (position < limit && isLetter(text.charCodeAt(position))) position++;
  if (position === next || text.charCodeAt(position) === 0x2e) return false;
  return isSentenceStarter(text.slice(next, position).toLowerCase());
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isLetter(unit: number): boolean {
  if (unit < 0x80) return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
  return isLowerCase(unit) || isUpperCase(unit);
}

function isLowerCase(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x61 && unit <= 0x7a;
  const letter = String.fromCharCode(unit);
  return letter.toUpperCase() !== letter && letter.toLowerCase() === letter;
}

function isUpperCase(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a;
  const letter = String.fromCharCode(unit);
  return letter.toLowerCase() !== letter;
}
