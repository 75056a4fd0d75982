import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../test/support/passages.ts';
import { readQuestion } from './read-question.ts';
import { gatherCandidates } from './sentence-candidates.ts';
import { SENTENCE_FEATURES, type SentenceFeature, sentenceFeatures, uncoveredShare } from './sentence-features.ts';

function featuresOf(text: string, ask: string) {
  const question = readQuestion(questionOf(ask));
  const { readings, candidates } = gatherCandidates(question, [passageOf(text)], noSimilarity);
  const rows = sentenceFeatures(question, readings, candidates);
  return (sentence: number, name: SentenceFeature) => rows[sentence]?.[SENTENCE_FEATURES.indexOf(name)];
}

test('an expected kind counts only when the question did not say it itself', () => {
  const at = featuresOf(
    'The harbour was there in 1724. The harbour was there in 1850.',
    'When was the harbour of 1724 closed?',
  );
  expect([at(0, 'typePresent'), at(0, 'typeMissing')]).toEqual([0, 1]);
  expect([at(1, 'typePresent'), at(1, 'typeMissing')]).toEqual([1, 0]);
});

test('an open question expects nothing', () => {
  const at = featuresOf('The harbour was there in 1724.', 'What is known about the harbour?');
  expect([at(0, 'typePresent'), at(0, 'typeMissing')]).toEqual([0, 0]);
});

test('a defining subject, the opening place, brief and asking sentences are marked', () => {
  const at = featuresOf('A harbour is a port. Who likes harbour life so very much?', 'What is a harbour?');
  expect([at(0, 'defines'), at(1, 'defines')]).toEqual([1, 0]);
  expect([at(0, 'opening'), at(1, 'opening')]).toEqual([1, 0]);
  expect([at(0, 'question'), at(1, 'question')]).toEqual([0, 1]);
  expect(at(0, 'coverageGap')).toBe(0);
});

test('every row has every feature, all finite', () => {
  const question = readQuestion(questionOf('Why?'));
  const { readings, candidates } = gatherCandidates(question, [passageOf('One. Two. 🙂')], noSimilarity);
  for (const row of sentenceFeatures(question, readings, candidates)) {
    expect(row.length).toBe(SENTENCE_FEATURES.length);
    expect(row.every(Number.isFinite)).toBe(true);
  }
});

test('uncovered share', () => {
  expect(uncoveredShare(Float64Array.of(1, 0.2, 0.5, 0))).toBe(0.5);
  expect(uncoveredShare(new Float64Array(0))).toBe(1);
});
