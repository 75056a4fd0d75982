import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../test/support/passages.ts';
import { readQuestion } from './read-question.ts';
import { gatherCandidates, lateOf } from './sentence-candidates.ts';

const question = readQuestion(questionOf('When was the harbour of Altona built?'));

test('title lends .7 and the sentence before .5 of a term', () => {
  const text = 'The harbour is large. It was built in 1724.';
  const { candidates } = gatherCandidates(question, [passageOf(text, { title: 'Altona' })], noSimilarity);
  expect(question.terms.map(({ word }) => word)).toEqual(['harbour', 'altona', 'built']);
  expect([...(candidates[1]?.credits ?? [])]).toEqual([0.5, 0.7, 1]);
  expect(candidates[1]?.own).toBeCloseTo(1 / 3);
  expect(candidates[1]?.antecedent).toBeGreaterThan(0);
  expect(candidates[0]?.antecedent).toBe(0);
});

test('the same sentence in two passages, and headings, are no further candidates', () => {
  const passages = [passageOf('Altona has a harbour. One.'), passageOf('# Altona\n\nAltona has a harbour. Two.')];
  const { candidates, readings } = gatherCandidates(question, passages, noSimilarity);
  expect(candidates.map(({ text }) => text)).toEqual(['Altona has a harbour.', 'One.', 'Two.']);
  expect(readings.map(({ coverage }) => coverage)).toEqual([2 / 3, 2 / 3]);
});

test('a passage without late interaction gets what its coverage lets expect', () => {
  const { readings } = gatherCandidates(
    question,
    [passageOf('Nothing here.'), passageOf('Altona harbour built.'), passageOf('Else.', { late: 0.33 })],
    noSimilarity,
  );
  const [none = 0, all = 0, given = 0] = readings.map(lateOf);
  expect(all).toBeGreaterThan(none);
  expect(given).toBe(0.33);
});
