import { classAt, LETTER_OR_MARK, NUMBER, OTHER, runEnd } from './word-classes.ts';

const WORD = LETTER_OR_MARK + NUMBER;
const APOSTROPHE = 0x27;
const RIGHT_QUOTE = 0x2019;
const STOP = 0x2e;
const COMMA = 0x2c;

/** Where the next word begins, from a position on; `end` when there is none before it. */
export function nextWord(text: string, from: number, end: number): number {
  let position = from;
  while (position < end && classAt(text, position) === OTHER) position++;
  return position;
}

/** Where the word ends that begins at `from`: letters, marks and numbers, with what apostrophes join to them ("don't"). */
export function wordEnd(text: string, from: number, end: number): number {
  return afterApostrophes(text, runEnd(text, from, end, WORD), end);
}

/** The same for a word in whose middle stops and commas join numbers: "1,500" is one token and two words. */
export function tokenEnd(text: string, from: number, end: number): number {
  let position = runEnd(text, from, end, WORD);
  while (joinsNumber(text, position, end)) position = runEnd(text, position + 1, end, NUMBER);
  return afterApostrophes(text, position, end);
}

/** A stop or comma stands here with a number behind it. */
export function joinsNumber(text: string, position: number, end: number): boolean {
  const unit = text.charCodeAt(position);
  return (unit === STOP || unit === COMMA) && position + 1 < end && classAt(text, position + 1) === NUMBER;
}

function afterApostrophes(text: string, from: number, end: number): number {
  let position = from;
  while (position < end) {
    const unit = text.charCodeAt(position);
    if (unit !== APOSTROPHE && unit !== RIGHT_QUOTE) return position;
    const after = runEnd(text, position + 1, end, LETTER_OR_MARK);
    if (after === position + 1) return position;
    position = after;
  }
  return position;
}
