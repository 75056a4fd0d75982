/** What a UTF-16 code unit is for the finding of names. Letters and digits are the classes from `LOWER` on. */
export const OTHER = 0;
export const SPACE = 1;
export const LINE_END = 2;
export const LOWER = 3;
export const UPPER = 4;
export const DIGIT = 5;
/** Letters of scripts without capitals. */
export const CASELESS = 6;

const CODE_UNITS = 0x1_0000;
/** Han, Yi and Hangul: letters without capitals, named here because to ask for each of 45,000 takes longer than a start may. */
const CASELESS_BLOCKS = [
  [0x3400, 0xa48c],
  [0xac00, 0xd7a3],
] as const;
/** Surrogates and private use. */
const NO_LETTERS = [0xd800, 0xf8ff] as const;
const LETTER_OR_MARK = /[\p{L}\p{M}]/u;
const NUMBER = /\p{N}/u;
const WHITE_SPACE = /\s/;

/** The class of each code unit of the basic plane: one look-up instead of a pattern for every character of a corpus. */
export const CLASSES: Uint8Array = Uint8Array.from({ length: CODE_UNITS }, (_, code) => classOf(code));

function classOf(code: number): number {
  if (CASELESS_BLOCKS.some(([first, last]) => code >= first && code <= last)) return CASELESS;
  if (code >= NO_LETTERS[0] && code <= NO_LETTERS[1]) return OTHER;
  const character = String.fromCharCode(code);
  if (character === '\n') return LINE_END;
  if (WHITE_SPACE.test(character)) return SPACE;
  if (LETTER_OR_MARK.test(character)) {
    if (character.toLowerCase() !== character) return UPPER;
    return character.toUpperCase() !== character || /\p{M}/u.test(character) ? LOWER : CASELESS;
  }
  return NUMBER.test(character) ? DIGIT : OTHER;
}
