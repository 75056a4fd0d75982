import { describe, expect, it } from 'vitest';
import { predictNext } from './next-query-model.ts';
import type { PastQuery } from './past-query.ts';
import { QueryBook } from './query-book.ts';

const WEIGHTS = { caution: 1, pairCaution: 1, similarityMin: 0.5, sharpness: 1 };

function bookOf(...sessions: readonly (readonly string[])[]) {
  const book = new QueryBook();
  for (const [i, session] of sessions.entries())
    for (const text of session)
      book.learn({ text, answered: true, confidence: 1, atMs: i, session: `${i}`, documents: [] });
  const find = (text: string): PastQuery => {
    const found = book.find(text);
    if (found === undefined) throw new Error(`nobody asked ${text}`);
    return found;
  };
  return { book, find };
}

const shown = (predictions: ReturnType<typeof predictNext>) =>
  Object.fromEntries(predictions.map(({ query, probability }) => [query.text, Number(probability.toFixed(4))]));

const NOTHING = { current: undefined, before: null, neighbours: [], popular: [] };

describe('predictNext', () => {
  it('gives each order its share by Witten and Bell', () => {
    const { find } = bookOf(['x', 'b', 'd'], ['x', 'b', 'd'], ['a', 'b', 'c']);
    const after = { ...NOTHING, current: find('b'), before: find('a') };
    // The order of two saw c once: share 1/2. The order of one saw c once and d twice: 3/5 of the other half.
    expect(shown(predictNext(after, WEIGHTS))).toEqual({ c: 0.6, d: 0.2 });
    expect(shown(predictNext({ ...after, before: null }, WEIGHTS))).toEqual({ c: 0.2, d: 0.4 });
  });

  it('learns from questions like it when it was never asked itself', () => {
    const { find } = bookOf(['near', 'b'], ['far', 'c']);
    const neighbours = [
      { query: find('near'), similarity: 0.9 },
      { query: find('far'), similarity: 0.5 },
    ];
    expect(shown(predictNext({ ...NOTHING, neighbours }, WEIGHTS))).toEqual({ b: 0.4 });
    // As often seen, and hardly alike.
    const remote = [{ query: find('near'), similarity: 0.55 }];
    expect(shown(predictNext({ ...NOTHING, neighbours: remote }, WEIGHTS))).toEqual({ b: 0.05 });
  });

  it('falls back to what is asked most, and leaves the rest to what was never seen', () => {
    const { find } = bookOf(['a'], ['b']);
    const popular = [
      { query: find('a'), share: 0.5 },
      { query: find('b'), share: 0.25 },
    ];
    expect(shown(predictNext({ ...NOTHING, current: find('a'), popular }, WEIGHTS))).toEqual({ b: 0.25 });
  });

  it('never gives out more than 1', () => {
    const sessions = Array.from({ length: 40 }, (_, i) => [`a${i % 3}`, `b${i % 7}`, `c${i % 5}`, `a${i % 2}`]);
    const { book, find } = bookOf(...sessions);
    const popular = book.popular().map((query) => ({ query, share: query.popularity / book.totalPopularity }));
    for (const text of ['a0', 'b3', 'c4']) {
      const neighbours = book.popular().map((query, i) => ({ query, similarity: 1 - i / 30 }));
      const found = predictNext({ current: find(text), before: find('a1'), neighbours, popular });
      const sum = found.reduce((total, { probability }) => total + probability, 0);
      expect(sum).toBeLessThanOrEqual(1 + 1e-9);
      expect(found.map(({ probability }) => probability)).toEqual(
        found.map(({ probability }) => probability).toSorted((x, y) => y - x),
      );
    }
  });

  it('never predicts what was forgotten', () => {
    const { find } = bookOf(['a', 'b'], ['a', 'c']);
    find('b').forgotten = true;
    expect(shown(predictNext({ ...NOTHING, current: find('a') }, WEIGHTS))).toEqual({ c: 0.5 });
  });
});
