import { expect, it } from 'vitest';
import { measureWords } from './words.ts';

it.each([
  ['', 0],
  ['one two\nthree', 3],
  ['  spaced   out  ', 2],
  ['x'.repeat(61), 3],
  ['日本語テスト', 3],
  ['ภาษาไทยนี', 2.25],
  ['Hangul 한국어 시험', 3],
  ['mixed 語 text', 2.5],
])('measures %j as %d words', (text, words) => {
  expect(measureWords(text, { start: 0, end: text.length })).toBe(words);
});

it('measures a span only', () => {
  expect(measureWords('one two three', { start: 4, end: 7 })).toBe(1);
});
