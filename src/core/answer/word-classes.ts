/** Classes of characters that the word patterns tell apart; a mark belongs to the letter before it. */
export const OTHER = 0;
export const LETTER_OR_MARK = 1;
export const NUMBER = 2;

const ASCII_END = 128;
const SURROGATES_START = 0xd800;
const SURROGATES_END = 0xe000;

/** Class of every UTF-16 unit plus one, 0 while unknown: found by the patterns below at the first meeting, 64 KB. */
const learned = new Uint8Array(65_536);
const ascii = Uint8Array.from({ length: ASCII_END }, (_, unit) => classOf(String.fromCharCode(unit)));

/** Class of the character that begins at a position, as `\p{L}\p{M}` and `\p{N}` have it; lone surrogates are others. */
export function classAt(text: string, position: number): number {
  const unit = text.charCodeAt(position);
  return unit < ASCII_END ? (ascii[unit] ?? OTHER) : wideClassAt(text, position);
}

/** Where a run of characters of any of the classes ends that begins at `from`; `classes` is a sum of them. */
export function runEnd(text: string, from: number, end: number, classes: number): number {
  let position = from;
  while (position < end) {
    const unit = text.charCodeAt(position);
    const kind = unit < ASCII_END ? (ascii[unit] ?? OTHER) : wideClassAt(text, position);
    if ((kind & classes) === 0) return position;
    position += isSurrogate(unit) ? 2 : 1;
  }
  return position;
}

function wideClassAt(text: string, position: number): number {
  const unit = text.charCodeAt(position);
  if (isSurrogate(unit)) return classOf(String.fromCodePoint(text.codePointAt(position) ?? 0));
  const known = learned[unit] ?? 0;
  if (known > 0) return known - 1;
  const found = classOf(String.fromCharCode(unit));
  learned[unit] = found + 1;
  return found;
}

function classOf(character: string): number {
  if (/[\p{L}\p{M}]/u.test(character)) return LETTER_OR_MARK;
  return /\p{N}/u.test(character) ? NUMBER : OTHER;
}

function isSurrogate(unit: number): boolean {
  return unit >= SURROGATES_START && unit < SURROGATES_END;
}
