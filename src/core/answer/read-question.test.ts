import { expect, test } from 'vitest';
import { readQuestion } from './read-question.ts';
import { readWords } from './read-text.ts';

function read(text: string, idf: (term: string) => number = () => 2) {
  return readQuestion({ text, terms: [...new Set(readWords(text).map(({ stem }) => stem))], idf });
}

test('terms are the content words, without question words and measures', () => {
  expect(read('How long does the cached answer live?').terms.map(({ word }) => word)).toEqual([
    'cached',
    'answer',
    'live',
  ]);
  expect(read('What type of bandit is it?').terms.map(({ word }) => word)).toEqual(['bandit']);
});

test('a term weighs its idf, but not less than .3', () => {
  const { terms, weight } = read('bandit guide', (term) => (term === 'bandit' ? 1.5 : 0.01));
  expect(terms.map((term) => term.weight)).toEqual([1.5, 0.3]);
  expect(weight).toBeCloseTo(1.8);
});

test.each([
  ['Who wrote it?', 'person'],
  ['When was it built?', 'time'],
  ['In what year was it built?', 'time'],
  ['Where is it?', 'place'],
  ['Which river runs there?', 'place'],
  ['How many are there?', 'number'],
  ['What percentage voted?', 'number'],
  ['Why did it fail?', 'reason'],
  ['What is it?', 'open'],
  ['How does it work?', 'open'],
])('%s expects %s', (text, expected) => {
  expect(read(text).expected).toBe(expected);
});

test('knows short "what is" questions as definitions', () => {
  expect(read('What is Thompson Sampling?').definition).toBe(true);
  expect(read('What is the largest city on the river Rhine in western Germany?').definition).toBe(false);
  expect(read('Where is the harbour?').definition).toBe(false);
});

test('a question without content words has no terms and no weight', () => {
  const { terms, weight } = read('How long is it?');
  expect(terms).toEqual([]);
  expect(weight).toBe(0);
});

test('a question of thousands of words is cut', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => `word${i}`).join(' ');
  expect(read(many).terms.length).toBe(32);
});
