import { expect, test } from 'vitest';
import { contentWord } from './known-words.ts';
import { cosineOf, coverage, creditOf, TermMatcher } from './match-terms.ts';
import type { TermSimilarity } from './term-similarity.ts';

const term = (word: string, weight = 1) => ({ word, stem: word, weight });
const word = (text: string) => contentWord(text, text);

function matcherOf(words: readonly string[], similarity: TermSimilarity) {
  const matcher = new TermMatcher(
    words.map((text) => term(text)),
    similarity,
  );
  return (...others: readonly string[]) => {
    const strengths = new Float64Array(words.length);
    matcher.match(others.map(word), strengths);
    return { credits: Array.from(strengths, creditOf), cosines: Array.from(strengths, cosineOf) };
  };
}

test('equal stems count 1, near words at most .8, far ones nothing', () => {
  const cosines: Record<string, number> = { car: 0.575, auto: 0.95, tree: 0.2, twin: 1, foe: -0.5 };
  const match = matcherOf(['vehicle'], (_, other) => cosines[other] ?? 0);
  expect(match('vehicle')).toEqual({ credits: [1], cosines: [1] });
  expect(match('car').credits[0]).toBeCloseTo(0.4);
  expect(match('auto', 'tree').credits[0]).toBe(0.8);
  expect(match('twin')).toEqual({ credits: [0.8], cosines: [1] });
  expect(match('tree').credits[0]).toBe(0);
  expect(match('tree').cosines[0]).toBeCloseTo(0.2);
  expect(match('foe')).toEqual({ credits: [0], cosines: [0] });
});

test('numbers and very short words match exactly or not at all', () => {
  const match = matcherOf(['1985', 'go'], () => 0.99);
  expect(match('1986', 'to').credits).toEqual([0, 0]);
  expect(match('1985').credits).toEqual([1, 0]);
});

test('terms that can be soft are compared in their own order', () => {
  const match = matcherOf(['1985', 'harbour', 'go', 'ship'], (a) => (a === 'harbour' ? 0.5 : 0.6));
  expect(match('boat').cosines).toEqual([0, 0.5, 0, 0.6]);
});

test('a word is compared once for all sentences', () => {
  let calls = 0;
  const similarity: TermSimilarity = () => ++calls / 100;
  const matcher = new TermMatcher([term('vehicle')], similarity);
  const words = [word('car'), word('tree')];
  for (let i = 0; i < 5; i++) matcher.match(words, new Float64Array(1));
  expect(calls).toBe(2);
});

test('more words than are kept change nothing but the work', () => {
  const match = matcherOf(['vehicle'], (_, other) => (other === 'car' ? 0.7 : 0.1));
  const many = Array.from({ length: 3_000 }, (_, i) => `word${i}`);
  expect(match('vehicle', ...many).credits).toEqual([1]);
  expect(match('car', ...many).cosines).toEqual([0.7]);
});

test('coverage is the weighted mean, 0 without terms', () => {
  expect(coverage([term('a', 3), term('b', 1)], 4, Float64Array.of(1, 0))).toBe(0.75);
  expect(coverage([], 0, new Float64Array(0))).toBe(0);
});
