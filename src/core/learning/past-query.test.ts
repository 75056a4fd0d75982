import { expect, it } from 'vitest';
import { meanConfidence } from './past-query.ts';
import { QueryBook } from './query-book.ts';

it('is the mean over all askings, answered or not', () => {
  const book = new QueryBook();
  for (const [confidence, answered] of [
    [0.9, true],
    [0.3, false],
  ] as const)
    book.learn({ text: 'q', answered, confidence, atMs: 0, session: null, documents: [] });
  const query = book.find('q');
  expect(query === undefined ? null : meanConfidence(query)).toBeCloseTo(0.6, 12);
  expect(query === undefined ? null : meanConfidence({ ...query, count: 0 })).toBe(0);
});
