import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../test/support/passages.ts';
import { readQuestion } from './read-question.ts';
import { gatherCandidates } from './sentence-candidates.ts';
import { topicFeatures } from './topic-features.ts';
import { TOPIC_MODEL } from './topic-weights.ts';

function featuresOf(topic: string, ...texts: readonly string[]) {
  const question = readQuestion(questionOf(topic));
  return topicFeatures(
    question,
    gatherCandidates(
      question,
      texts.map((text) => passageOf(text)),
      noSimilarity,
    ).readings,
  );
}

test('shares of what the topic has: in the best passage, in all, and how many are near', () => {
  expect(featuresOf('granite tower', 'A granite wall.', 'A tower.', 'Cheese.')).toMatchObject({
    bestShare: 0.5,
    unionShare: 1,
    rarest: 1,
    nearShare: 2 / 3,
    single: 0,
  });
});

test('a single word is there or not', () => {
  expect(featuresOf('granite', 'A granite wall.').single).toBe(1);
  expect(featuresOf('granite', 'Cheese.')).toMatchObject({ single: 0, bestShare: 0, rarest: 0 });
});

test('without passages or terms everything is nought', () => {
  expect(featuresOf('granite')).toMatchObject({ bestShare: 0, unionShare: 0, nearShare: 0, late: 0 });
  expect(featuresOf('', 'Cheese.')).toMatchObject({ unionShare: 0, terms: 0 });
});

test('the model has a weight for each of them, and none else', () => {
  expect(Object.keys(TOPIC_MODEL.weights).toSorted()).toEqual(Object.keys(featuresOf('a', 'b')).toSorted());
});
