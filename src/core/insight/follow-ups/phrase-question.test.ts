import fc from 'fast-check';
import { expect, test } from 'vitest';
import { phraseQuestion } from './phrase-question.ts';

test.each([
  ['The lighthouse on Fastnet Rock was first lit in 1904.', 'When was the lighthouse on Fastnet Rock first lit?'],
  ['The harbour was opened on 3 May 1811, in the rain.', 'When was the harbour opened?'],
  ['Bell Rock was built by Robert Stevenson.', 'Who built Bell Rock?'],
  ['The fourth tower was designed by James Douglass.', 'Who designed the fourth tower?'],
  ['Thompson Sampling is a way to choose.', 'What is Thompson Sampling?'],
  ['Citations are the marks of a source.', 'What are Citations?'],
  ['**Late interaction** is a comparison of pieces.', 'What is Late interaction?'],
  ['Recall means what was found.', 'What does Recall mean?'],
  ['A batch takes up to 64 questions.', 'How many questions does a batch take?'],
  ['The tower has 7 floors.', 'How many floors does the tower have?'],
  ['`GET /api/history` lists past queries.', 'What does GET /api/history do?'],
])('%j answers %j', (sentence, question) => {
  expect(phraseQuestion(sentence)?.toLowerCase()).toBe(question.toLowerCase());
});

test('a name in the possessive keeps its capital', () => {
  expect(phraseQuestion("Warsaw's first exchange was established in 1817.")).toBe(
    "When was Warsaw's first exchange established?",
  );
});

test.each([
  'It was first lit in 1904.',
  'This is the oldest tower.',
  'There are the ships.',
  'One is a stone.',
  'Because the sea is the judge.',
  'Ships come daily.',
  'The is a word.',
  'The gorge is quite deep and is the narrowest of all.',
  'The tower and was the oldest of all.',
  '',
  `${'Word '.repeat(200)} is a thing.`,
])('%j makes no question', (sentence) => {
  expect(phraseQuestion(sentence)).toBeNull();
});

test('a question is short, one line, and ends like one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (a, b) => {
      const question = phraseQuestion(`${a} is the ${b}`);
      if (question !== null) expect(question).toMatch(/^[^\n]{4,120}\?$/);
    }),
  );
});
