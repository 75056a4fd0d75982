import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../test/support/passages.ts';
import { chooseSentences } from './choose-sentences.ts';
import { readQuestion } from './read-question.ts';
import { gatherCandidates } from './sentence-candidates.ts';

const question = readQuestion(questionOf('Who built the harbour?'));

function choose(texts: readonly string[], probabilities: readonly number[], maxRuns: number, withContext = true) {
  const { readings, candidates } = gatherCandidates(
    question,
    texts.map((text) => passageOf(text)),
    noSimilarity,
  );
  const order = [...probabilities.keys()].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  return chooseSentences(
    readings,
    candidates,
    { order, scores: probabilities, probabilities },
    { maxRuns, withContext },
  );
}

test('one sentence when it is far ahead, two when the gap is small', () => {
  const texts = ['Ada built the harbour.', 'Ben built the harbour too.'];
  expect(choose(texts, [0.9, 0.1], 3)).toEqual([{ passage: 0, from: 0, to: 0 }]);
  expect(choose(texts, [0.55, 0.45], 3)).toEqual([
    { passage: 0, from: 0, to: 0 },
    { passage: 1, from: 0, to: 0 },
  ]);
  expect(choose(texts, [0.55, 0.45], 1)).toHaveLength(1);
});

test('a sentence that points back brings the one before it', () => {
  expect(choose(['Ada lived here. She built the harbour.'], [0.1, 0.9], 3)).toEqual([{ passage: 0, from: 0, to: 1 }]);
});

test('neighbours become one run in reading order', () => {
  expect(choose(['Ada built the harbour. Ben built the pier.'], [0.45, 0.55], 3)).toEqual([
    { passage: 0, from: 0, to: 1 },
  ]);
});

test('a label is never a further sentence', () => {
  expect(choose(['Ada built the harbour.', 'Harbour builders'], [0.5, 0.5], 3)).toHaveLength(1);
});
