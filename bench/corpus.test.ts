import { describe, expect, it } from 'vitest';
import { seededRandom } from '../test/support/seeded-random.ts';
import { generateCorpus, generateQueries } from './corpus.ts';

const OPTIONS = { documents: 300, wordsPerDocument: 150, vocabulary: 20_000, seed: 1 };

describe('generateCorpus', () => {
  it('gives the same documents for the same seed, and others for another', () => {
    const texts = (seed: number) => [...generateCorpus({ ...OPTIONS, documents: 3, seed })];
    expect(texts(1)).toEqual(texts(1));
    expect(texts(1)).not.toEqual(texts(2));
  });

  it('gives as many documents and words as asked for', () => {
    const documents = [...generateCorpus(OPTIONS)];
    expect(documents).toHaveLength(300);
    for (const { text, title } of documents) {
      expect(text.split(' ')).toHaveLength(150);
      expect(title.split(' ')).toHaveLength(5);
    }
  });

  it('has the shape of real text: few frequent words, many that occur once', () => {
    const counts = new Map<string, number>();
    let total = 0;
    for (const { text } of generateCorpus(OPTIONS)) {
      for (const word of text.toLowerCase().match(/[a-z]+/g) ?? []) {
        counts.set(word, (counts.get(word) ?? 0) + 1);
        total++;
      }
    }
    const sorted = [...counts.values()].sort((a, b) => b - a);
    const head = sorted.slice(0, 30).reduce((sum, count) => sum + count, 0);
    expect(head / total).toBeGreaterThan(0.35);
    expect(head / total).toBeLessThan(0.65);
    expect(sorted.filter((count) => count === 1).length / sorted.length).toBeGreaterThan(0.2);
  });
});

describe('generateQueries', () => {
  it('gives the same questions for the same seed', () => {
    const options = { queries: 20, vocabulary: 20_000, seed: 3 };
    expect(generateQueries(options)).toEqual(generateQueries(options));
    expect(generateQueries(options)).toHaveLength(20);
  });
});

describe('seededRandom', () => {
  it('stays in [0, 1) and fills it', () => {
    const random = seededRandom(7);
    const values = Array.from({ length: 2000 }, random);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value, 0) / 2000).toBeCloseTo(0.5, 1);
  });
});
