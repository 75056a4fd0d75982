import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../test/support/passages.ts';
import { distinctCitations, isProse, QUOTED_CHARS_MAX, quoteSentence } from './quote-sentence.ts';
import { readQuestion } from './read-question.ts';
import { gatherCandidates } from './sentence-candidates.ts';

test('the sentence as a reader wants it, and where the whole of it stands in its document', () => {
  const before = 'What stands before. ';
  const passages = [passageOf('It is **bold**. It is not.', { before })];
  const { readings, candidates } = gatherCandidates(readQuestion(questionOf('x')), passages, noSimilarity);
  const quotes = candidates.map((candidate) => quoteSentence(readings, candidate));
  expect(quotes[0]).toEqual({ text: 'It is bold.', citation: { source: 1, start: 20, end: 35 } });
});

test('each citation once', () => {
  const a = { source: 1, start: 0, end: 5 };
  expect(distinctCitations([a, { ...a, source: 2 }, { ...a }])).toEqual([a, { ...a, source: 2 }]);
});

test.each([
  ['It is so.', true],
  ['Is it so?', false],
  ['As follows:', false],
  ['| a | b |', false],
  ['x'.repeat(QUOTED_CHARS_MAX + 1), false],
])('%j', (text, expected) => {
  expect(isProse(text)).toBe(expected);
});
