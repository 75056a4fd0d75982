import { FUNCTION_WORDS } from '../../src/core/answer/function-words.ts';

/** Words a searcher would type: the question's content words, at most this many. */
const KEYWORDS_MAX = 4;

/** The longest content words of a question in their order: what is left when somebody types keywords instead. */
export function keywordsOf(text: string): string {
  const words = (text.match(/[\p{L}\p{N}]+(?:['’.-][\p{L}\p{N}]+)*/gu) ?? []).filter(
    (word) => !FUNCTION_WORDS.has(word.toLowerCase()),
  );
  const kept = new Set(words.toSorted((a, b) => b.length - a.length).slice(0, KEYWORDS_MAX));
  return words.filter((word) => kept.has(word)).join(' ') || text;
}
