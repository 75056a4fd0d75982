import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { POPULAR_MAX } from './popular-queries.ts';
import { QueryBook } from './query-book.ts';

describe('PopularQueries', () => {
  it('is what a sort over all questions gives, through askings and forgetting', () => {
    const random = seededRandom(9);
    const book = new QueryBook();
    for (let step = 0; step < 4_000; step++) {
      const text = `q${Math.floor(random() ** 3 * 300)}`;
      const atMs = step * 1_000_000;
      book.learn({ text, answered: true, confidence: 1, atMs, session: null, documents: [] });
      if (random() < 0.05) book.dropOne();
      if (step % 97 > 0) continue;
      const all = Array.from({ length: 300 }, (_, i) => book.find(`q${i}`)?.popularity ?? 0);
      const sorted = all.filter((popularity) => popularity > 0).sort((a, b) => b - a);
      expect(book.popular().map(({ popularity }) => popularity)).toEqual(sorted.slice(0, POPULAR_MAX));
    }
  });
});
