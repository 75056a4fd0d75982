/** What a code unit is to the tokenizer. */
export const WORD = 1;
export const SPACE = 2;
export const PUNCTUATION = 3;
/** The first half of a pair: what it is shows only with the second. */
export const SURROGATE = 4;

const PUNCTUATION_PATTERN = /^[\p{P}$+<=>^`|~]$/u;
const SPACE_PATTERN = /^\p{White_Space}$/u;

/** Class a code unit of the basic plane, filled as they are met; 0 where none was met yet. */
const classes = new Uint8Array(0x10000);

/** Class of a UTF-16 code unit. ASCII symbols count as punctuation, other symbols do not (BERT's rule). */
export function classOfUnit(unit: number): number {
  const known = classes[unit] ?? 0;
  if (known !== 0) return known;
  const found = unit >= 0xd800 && unit <= 0xdbff ? SURROGATE : classOfPoint(unit);
  classes[unit] = found;
  return found;
}

/** Class of a code point. */
export function classOfPoint(point: number): number {
  const text = String.fromCodePoint(point);
  if (PUNCTUATION_PATTERN.test(text)) return PUNCTUATION;
  return SPACE_PATTERN.test(text) ? SPACE : WORD;
}
