import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cosine, rankCentral, sentenceVector, similarities } from './rank-central.ts';

const flat = () => 1;

test('cosines of vectors of unit length', () => {
  const a = sentenceVector(['x', 'y'], flat);
  expect(cosine(a, a)).toBeCloseTo(1);
  expect(cosine(a, sentenceVector(['x', 'z'], flat))).toBeCloseTo(0.5);
  expect(cosine(a, sentenceVector([], flat))).toBe(0);
  expect(sentenceVector(['x'], () => 0).size).toBe(0);
});

test('the sentence that most others resemble is the most central', () => {
  const stems = [
    ['a', 'b'],
    ['b', 'c'],
    ['a', 'b', 'c'],
    ['d', 'e'],
  ];
  const ranks = rankCentral(similarities(stems.map((list) => sentenceVector(list, flat))), [1, 1, 1, 1]);
  expect(ranks.indexOf(Math.max(...ranks))).toBe(2);
  expect(Math.min(...ranks)).toBe(ranks[3]);
});

test('relevance lifts a sentence above one that is as central', () => {
  const alike = similarities(
    [
      ['a', 'b'],
      ['a', 'b'],
    ].map((list) => sentenceVector(list, flat)),
  );
  const [first = 0, second = 0] = rankCentral(alike, [0.2, 1]);
  expect(second).toBeGreaterThan(first);
});

test('ranks are shares that sum to 1, whatever the sentences', () => {
  const sentence = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(sentence, fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 12 }),
      (rows) => {
        const alike = similarities(rows.map(([stems]) => sentenceVector([...new Set(stems)], flat)));
        const ranks = rankCentral(
          alike,
          rows.map(([, relevance]) => relevance),
        );
        expect(ranks.reduce((sum, rank) => sum + rank, 0)).toBeCloseTo(1, 6);
        expect(Math.min(...ranks)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
