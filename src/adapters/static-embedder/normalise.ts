/** Text that needs no more than lower-casing. */
const PLAIN = /^[\t\n\r\x20-\x7e]*$/;
const REMOVED = /[[\p{C}\ufffd]--[\t\n\r]]+/gv;
const IDEOGRAPH =
  /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;
const MARKS = /\p{Mn}+/gu;

/**
 * BERT's uncased normal form: control and format characters dropped, ideographs set apart, accents dropped, lower case.
 * White space stays as it is. Every capital sigma becomes σ, also at the end of a word.
 */
export function normalise(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  return text
    .replace(REMOVED, '')
    .replace(IDEOGRAPH, ' $& ')
    .normalize('NFD')
    .replace(MARKS, '')
    .replaceAll('Σ', 'σ')
    .toLowerCase();
}
