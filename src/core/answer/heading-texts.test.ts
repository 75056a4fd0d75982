import { expect, test } from 'vitest';
import { HeadingTexts } from './heading-texts.ts';

const names = new HeadingTexts({
  title: 'Guide',
  headings: ['Asking questions', 'What the confidence means', '1. Start'],
});

test.each([
  'What the confidence means',
  'what the **confidence** means:',
  '## Anything else',
  'Guide',
  'Guide\n=====',
  '1. Start',
  '```json',
  '~~~',
  '2.',
  '(a)',
])('%s answers nothing', (text) => {
  expect(names.has(text)).toBe(true);
});

test.each([
  'The confidence is the probability that the answer is right.',
  'What the confidence means is told below.',
  'What does the confidence mean?',
  'No.',
  '```json\n{}\n```',
])('%s may answer', (text) => {
  expect(names.has(text)).toBe(false);
});

test('a title that is a sentence may be the one that answers, a heading never', () => {
  expect(new HeadingTexts({ title: 'Altona has a harbour.', headings: [] }).has('Altona has a harbour.')).toBe(false);
  expect(new HeadingTexts({ title: '', headings: ['Read this.'] }).has('Read this.')).toBe(true);
});

test('an empty title names nothing', () => {
  expect(new HeadingTexts({ title: '', headings: [] }).has('***')).toBe(false);
});
