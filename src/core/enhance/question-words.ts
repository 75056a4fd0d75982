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
const TAIL = /[.&'’-]+$/u;
/** Quoted stretches, tags, and words that hold signs which no word of a language has. */
const LITERAL =
  /"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]|`[^`]*`|<[^<>]{0,200}>|[^\s"“«„`<>]*[_@/\\=:{}[\]|~^$%*][^\s"“«„`<>]*/gu;

/** The words of a question in order. */
export function questionWords(text: string): readonly QuestionWord[] {
  const literals = Array.from(text.matchAll(LITERAL), ({ index, 0: part }) => ({
    start: index,
    end: index + part.length,
  }));
  const words: QuestionWord[] = [];
  let literal = 0;
  for (const { index: start, 0: raw } of text.matchAll(WORD)) {
    if (words.length === WORDS_MAX) break;
    const word = raw.replace(TAIL, '');
    while (literal < literals.length && (literals[literal]?.end ?? 0) <= start) literal++;
    const isLiteral = (literals[literal]?.start ?? Number.POSITIVE_INFINITY) < start + word.length;
    words.push({ text: word, start, end: start + word.length, isLiteral });
  }
  return words;
}
