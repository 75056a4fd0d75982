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

test('headings without a mark, and what puts the question itself, are no candidates but count for the passage', () => {
  const asked = 'When was the harbour of Altona built?';
  const text = `Harbour of Altona\n\nTry it: ask {"text": "${asked}"} now.\n\nIt was built in 1724.`;
  const passages = [passageOf(text, { title: 'Towns', headings: ['Harbour of Altona'] })];
  const { candidates, readings } = gatherCandidates(question, passages, noSimilarity);
  expect(candidates.map((candidate) => candidate.text)).toEqual(['It was built in 1724.']);
  expect(candidates[0]?.opening).toBe(true);
  expect([...(readings[0]?.headings ?? [])]).toEqual([0, 1]);
  expect(readings[0]?.coverage).toBe(1);
});

test('a statement that a sentence repeats is supported by it', () => {
  const claim = readQuestion(questionOf('The harbour was built in 1724.'));
  const { candidates } = gatherCandidates(claim, [passageOf('The harbour was built in 1724. Why?')], noSimilarity);
  expect(candidates).toHaveLength(2);
});

test('a note of one line may have that line for its title', () => {
  const line = 'Altona built its harbour in 1724';
  expect(gatherCandidates(question, [passageOf(line, { title: line })], noSimilarity).candidates).toHaveLength(1);
});
