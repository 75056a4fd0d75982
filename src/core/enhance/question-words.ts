/** A word of a question and whether its writer may be taken at the letter. */
export type QuestionWord = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** In quotes, or part of an address, a path, markup or a program: written so on purpose. */
  readonly isLiteral: boolean;
};

/** Words read of one question: a text of the greatest length in words of five letters. */
const WORDS_MAX = 2_000;
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}&.+#'’-]*/gu;
const TAIL = /[.&'’-]/;
/** Quoted stretches, tags, and words. Nothing is read twice: an opening sign ends the search for the end of the one before it. */
const STRETCH = /"[^"]*"|“[^“”]*”|«[^«»]*»|„[^„“”]*[“”]|`[^`]*`|<[^<>]{0,200}>|[^\s"“«„`<>]+/gu;
const QUOTED = /^["“«„`<]/u;
/** Signs that no word of a language has. */
const SIGN = /[_@/\\=:{}[\]|~^$%*]/;

/** The words of a question in order. */
export function questionWords(text: string): readonly QuestionWord[] {
  const literals = literalsOf(text);
  const words: QuestionWord[] = [];
  let literal = 0;
  for (const { index: start, 0: raw } of text.matchAll(WORD)) {
    if (words.length === WORDS_MAX) break;
    const word = withoutTail(raw);
    while (literal < literals.length && (literals[literal]?.end ?? 0) <= start) literal++;
    const isLiteral = (literals[literal]?.start ?? Number.POSITIVE_INFINITY) < start + word.length;
    words.push({ text: word, start, end: start + word.length, isLiteral });
  }
  return words;
}

/** Quoted stretches, tags, and words that hold signs. */
function literalsOf(text: string): readonly { readonly start: number; readonly end: number }[] {
  const literals: { start: number; end: number }[] = [];
  for (const { index: start, 0: part } of text.matchAll(STRETCH))
    if (QUOTED.test(part) || SIGN.test(part)) literals.push({ start, end: start + part.length });
  return literals;
}

/** From the end, for a pattern that ends in `+$` looks at every run of marks inside. */
function withoutTail(word: string): string {
  let end = word.length;
  while (end > 0 && TAIL.test(word.charAt(end - 1))) end--;
  return word.slice(0, end);
}
