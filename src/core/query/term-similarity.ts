import type { TokenTable } from '../../ports/token-table.ts';

/** Words remembered with their pieces between clear-outs: a few megabytes at the most. */
const WORDS_MAX = 50_000;

const piecesOf = new WeakMap<TokenTable, Map<string, Uint16Array>>();

/** Cosine of two words in the static table: of their first pieces, or of their best-matching ones when a word is cut in several. */
export function termSimilarity(table: TokenTable): (a: string, b: string) => number {
  const words = piecesOf.get(table) ?? new Map<string, Uint16Array>();
  piecesOf.set(table, words);
  return (a, b) => {
    if (a === b) return 1;
    let best = 0;
    for (const left of pieces(table, words, a))
      for (const right of pieces(table, words, b)) best = Math.max(best, table.similarity(left, right));
    return best;
  };
}

function pieces(table: TokenTable, words: Map<string, Uint16Array>, word: string): Uint16Array {
  const known = words.get(word);
  if (known !== undefined) return known;
  if (words.size >= WORDS_MAX) words.clear();
  const found = table.tokenize(word);
  words.set(word, found);
  return found;
}
