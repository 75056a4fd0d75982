import { isWhiteSpace } from '../../shared/text.ts';

type LineBreak = {
  /** Where the line before the break begins. */
  readonly lineStart: number;
  readonly newline: number;
  readonly end: number;
};

/** A shorter line was ended on purpose (a heading, a field, a verse): text is not wrapped so narrowly. */
const WRAPPED_LINE_MIN = 40;
/** How far a label such as `author:` is looked for at the start of a line. */
const LABEL_LENGTH_MAX = 60;
/** Indentation looked through at the start of a line. */
const INDENT_MAX = 64;

/** Whether a line break ends a sentence: before an empty line, an item, a heading, a table row or a label, or after a short line. */
export function breaksSentence(text: string, at: LineBreak): boolean {
  const next = firstVisible(text, at.newline + 1, at.end);
  if (next < 0) return true;
  if (startsItem(text, next, at.end) || startsWithLabel(text, next, at.end)) return true;
  const first = text.charCodeAt(firstVisible(text, at.lineStart, at.newline));
  if (first === 0x23 || first === 0x7c) return true;
  return at.newline - at.lineStart < WRAPPED_LINE_MIN && !isLowerCase(text.charCodeAt(next));
}

/** Index of the first visible unit of a line; −1 when the line is empty (or the text ends). */
function firstVisible(text: string, from: number, end: number): number {
  const limit = Math.min(end, from + INDENT_MAX);
  for (let position = from; position < limit; position++) {
    const unit = text.charCodeAt(position);
    if (unit === 0x0a) return -1;
    if (!isWhiteSpace(unit)) return position;
  }
  return -1;
}

function startsItem(text: string, at: number, end: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit === 0x23 || unit === 0x7c || unit === 0x2022 || unit === 0x25aa || unit === 0x2023) return true;
  if (unit === 0x2d || unit === 0x2a || unit === 0x2b || unit === 0x2013) return isGap(text, at + 1, end);
  if (unit < 0x30 || unit > 0x39) return false;
  let position = at;
  while (position < end && position - at < 3 && isDigit(text.charCodeAt(position))) position++;
  const mark = text.charCodeAt(position);
  return (mark === 0x2e || mark === 0x29) && isGap(text, position + 1, end);
}

/** `name:` or `author.name:` as the first token of the line. */
function startsWithLabel(text: string, at: number, end: number): boolean {
  const limit = Math.min(end, at + LABEL_LENGTH_MAX);
  let position = at;
  while (position < limit && !isWhiteSpace(text.charCodeAt(position))) position++;
  return position > at && position < limit && text.charCodeAt(position - 1) === 0x3a;
}

function isGap(text: string, at: number, end: number): boolean {
  return at < end && isWhiteSpace(text.charCodeAt(at));
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isLowerCase(unit: number): boolean {
  const letter = String.fromCharCode(unit);
  return letter.toUpperCase() !== letter && letter.toLowerCase() === letter;
}
