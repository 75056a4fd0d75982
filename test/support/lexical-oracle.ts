import type { LexicalEntry, LexicalQuery } from '../../src/ports/lexical-index.ts';

/** A chunk as plain words, already terms. */
export type PlainChunk = {
  readonly chunk: number;
  readonly title: readonly string[];
  readonly body: readonly string[];
};

/** The words in the shape that an index takes. */
export function entryOf({ chunk, title, body }: PlainChunk): LexicalEntry {
  const terms = [...new Set([...title, ...body])];
  const places = (words: readonly string[]): Uint16Array => Uint16Array.from(words, (word) => terms.indexOf(word));
  return { chunk, terms, title: places(title), body: places(body) };
}

/** BM25 over `indexed` as plainly as possible: title and body read as one text, phrases demanded. Only chunks above 0. */
export function plainScores(indexed: readonly PlainChunk[], query: LexicalQuery): Map<number, number> {
  const words = new Map(indexed.map((chunk) => [chunk, [...chunk.title, ...chunk.body]] as const));
  const totalLength = [...words.values()].reduce((sum, list) => sum + list.length, 0);
  const averageLength = totalLength / indexed.length;
  const scores = new Map<number, number>();
  for (const [chunk, list] of words) {
    if (!query.phrases.every((phrase) => hasPhrase(chunk.title, phrase) || hasPhrase(chunk.body, phrase))) continue;
    let score = 0;
    for (const { term, weight } of query.terms) {
      const frequency = list.filter((word) => word === term).length;
      const holders = [...words.values()].filter((other) => other.includes(term)).length;
      const idf = Math.log(1 + (indexed.length - holders + 0.5) / (holders + 0.5));
      const norm = 0.9 * (1 - 0.4 + (0.4 * list.length) / averageLength);
      if (frequency > 0) score += (weight * idf * frequency) / (frequency + norm);
    }
    if (score > 0) scores.set(chunk.chunk, score);
  }
  return scores;
}

function hasPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_, start) => phrase.every((term, offset) => words[start + offset] === term));
}
