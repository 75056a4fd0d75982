/** Code units of ASCII text that `cleanText` leaves as it is: the common case, found in one pass without a copy. */
const NOT_PLAIN = /[^\n\t -~]/;
const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/**
 * Control characters, lone surrogates, non-characters, and format characters (zero-width, bidi marks, byte order marks, tags).
 * The format characters kept are the Arabic, Syriac and Kaithi number signs, which are visible.
 */
const UNSEEN =
  /[[\p{Cc}\p{Cs}\p{Cf}\p{Noncharacter_Code_Point}\u034f]--[\n\t\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]]/gv;
/**
 * Code points of plane 14 that stand for nothing yet and are never shown: with the tags among them, whole texts can
 * be hidden from people that programs read.
 */
const HIDDEN = /[\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]/gu;
/** One selector chooses how a character looks; runs of them show nothing and can carry hidden bytes. */
const SELECTOR_RUN = /([\ufe00-\ufe0f\u{e0100}-\u{e01ef}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]+/gu;
/**
 * Normalising a run of combining marks takes time quadratic in its length (400,000 of them: four minutes), so runs end at
 * the 30 marks that the Stream-Safe Text Format of UAX #15 allows; no script needs as many.
 */
const LONG_MARK_RUN = /(\p{M}{30})\p{M}+/gu;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Unicode NFC with `\n` line ends, without control, zero-width and bidi characters and lone surrogates. Linear time, idempotent. */
export function cleanText(text: string): string {
  if (!NOT_PLAIN.test(text)) return text;
  const seen = text.replace(LINE_ENDS, '\n').replace(UNSEEN, '').replace(HIDDEN, '').replace(SELECTOR_RUN, '$1');
  return cutMarkRuns(cutMarkRuns(seen).normalize('NFC'));
}

function cutMarkRuns(text: string): string {
  return text.replace(LONG_MARK_RUN, '$1');
}

/** True when something would be left to read: a letter, digit, mark of punctuation or symbol. */
export function hasVisibleText(text: string): boolean {
  return VISIBLE.test(text);
}

/** Characters as people count them from Unicode's side: a surrogate pair is one. */
export function countCodePoints(text: string): number {
  let pairs = 0;
  for (let i = 0; i + 1 < text.length; i++) {
    if (isHighSurrogate(text.charCodeAt(i)) && isLowSurrogate(text.charCodeAt(i + 1))) {
      pairs++;
      i++;
    }
  }
  return text.length - pairs;
}

/** The nearest index at or before `index` that does not stand inside a surrogate pair. */
export function codePointBoundary(text: string, index: number): number {
  const inside =
    index > 0 &&
    index < text.length &&
    isLowSurrogate(text.charCodeAt(index)) &&
    isHighSurrogate(text.charCodeAt(index - 1));
  return inside ? index - 1 : index;
}

/** White space by its UTF-16 code unit: the same set as `\s` and `String.prototype.trim`. */
export function isWhiteSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  if (unit < 0xa0) return false;
  if (unit === 0xa0 || unit === 0x1680 || unit === 0x3000 || unit === 0xfeff) return true;
  if (unit < 0x2000 || unit > 0x205f) return false;
  return unit <= 0x200a || unit === 0x2028 || unit === 0x2029 || unit === 0x202f || unit === 0x205f;
}

/**
 * The text without the characters at its end that `isCut` names, each a UTF-16 code unit. From the end: a pattern that ends in `+$` looks
 * at every run of them inside, in time quadratic in its length.
 */
export function cutEnd(text: string, isCut: (character: string) => boolean): string {
  let end = text.length;
  while (end > 0 && isCut(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** For `cutEnd`: true for white space, and for what stands in `marks`. */
export function isSpaceOr(marks: string): (character: string) => boolean {
  return (character) => isWhiteSpace(character.charCodeAt(0)) || marks.includes(character);
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
