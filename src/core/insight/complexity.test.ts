import fc from 'fast-check';
import { expect, test } from 'vitest';
import { complexityOf } from './complexity.ts';
import { REASONING_TYPES } from './reasoning-type.ts';

const plain = { question: 'Who built it?', termCount: 1, reasoningType: 'factual', nameCount: 0 } as const;

test('more words, clauses, names and harder thinking are more complex', () => {
  const least = complexityOf(plain);
  expect(least).toBeLessThan(0.2);
  expect(complexityOf({ ...plain, termCount: 9 })).toBeGreaterThan(least);
  expect(complexityOf({ ...plain, question: 'Who built it, and when, and which stone?' })).toBeGreaterThan(least);
  expect(complexityOf({ ...plain, reasoningType: 'causal' })).toBeGreaterThan(least);
  expect(complexityOf({ ...plain, nameCount: 3 })).toBeGreaterThan(least);
});

test('the word that opens a question is no clause', () => {
  expect(complexityOf({ ...plain, question: 'When was it?' })).toBe(complexityOf({ ...plain, question: 'Wo was it?' }));
});

test('lies in [0, 1]', () => {
  const input = fc.record({
    question: fc.string(),
    termCount: fc.nat(10_000),
    reasoningType: fc.constantFrom(...REASONING_TYPES),
    nameCount: fc.nat(100),
  });
  fc.assert(
    fc.property(input, (given) => {
      const value = complexityOf(given);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
    }),
  );
});
