import { expect, test } from 'vitest';
import { readSentences, readWords } from './read-text.ts';

test('sentences have offsets into the text and their distinct content words', () => {
  const text = '  The bandit chooses. It learns, and the bandit earns!  ';
  const sentences = readSentences(text);
  expect(sentences.map(({ start, end }) => text.slice(start, end))).toEqual([
    'The bandit chooses.',
    'It learns, and the bandit earns!',
  ]);
  expect(sentences[1]?.words.map(({ word }) => word)).toEqual(['learns', 'bandit', 'earns']);
  expect(sentences[1]?.wordCount).toBe(6);
});

test('words carry their index terms', () => {
  const words = readWords('Running Cafés');
  expect(words.map(({ word }) => word)).toEqual(['running', 'cafés']);
  expect(words[0]?.stem).toBe('run');
});

test('a text that comes again is read once more, then kept', () => {
  readSentences('Same text here.');
  expect(readSentences('Same text here.')).toBe(readSentences(`Same ${'text'} here.`));
});

test.each([
  ['no words', '... !!! ?? -- 🙂🙂 ***'],
  ['nothing', ''],
  ['white space', ' \n\t '],
])('%s gives no sentence', (_, text) => {
  expect(readSentences(text)).toEqual([]);
});

test('fifty thousand words without a sentence end stay bounded and whole', () => {
  const text = 'wordy '.repeat(50_000);
  const sentences = readSentences(text);
  expect(sentences.length).toBeGreaterThan(1);
  expect(sentences.length).toBeLessThanOrEqual(64);
  for (const { start, end } of sentences) {
    expect(end - start).toBeLessThanOrEqual(1_000);
    expect(text.slice(start, end)).toMatch(/^wordy.*wordy$/);
  }
});

test('a run without white space is cut, never inside a character', () => {
  const text = `a${'𝕏'.repeat(5_000)}`;
  for (const { start, end } of readSentences(text)) expect(text.slice(start, end).isWellFormed()).toBe(true);
});

test.each([
  ['numbers joined by stops and commas are two words', 'It has 1,500 m.', 5, ['1,500']],
  ['apostrophes join letters', "The guide's aren’t 7.", 4, ['7']],
  ['a joined number ends where letters begin', 'Version a.5b here.', 4, []],
  ['letters beyond the basic plane', '𝐀𝐁 has two.', 3, ['two']],
])('%s', (_, text, count, numbers) => {
  const [sentence] = readSentences(text);
  expect(sentence?.wordCount).toBe(count);
  expect(sentence?.facts.numbers).toEqual(numbers);
});

test('equal stems count once, whatever the form', () => {
  expect(readSentences('Running runs run far.')[0]?.words.map(({ word }) => word)).toEqual(['running', 'far']);
});
