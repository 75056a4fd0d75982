import { expect, test } from 'vitest';
import { passageOf, questionOf } from '../../../test/support/passages.ts';
import { nothingFound, readTopic } from './read-topic.ts';

const passages = [
  passageOf('The granite tower stands on the rock. It was lit in 1904.', { title: 'Fastnet', late: 0.9 }),
  passageOf('Cheese ripens in caves.', { title: 'Cheese', score: 0.3, late: 0.1 }),
];

test('keeps the passages that are about the topic, and is sure of it', () => {
  const reading = readTopic({ topic: questionOf('granite tower'), passages });
  expect(reading.found).toBe(true);
  expect(reading.confidence).toBeGreaterThan(0.7);
  expect(new Set(reading.candidates.map(({ passage }) => passage))).toEqual(new Set([0]));
});

test('a topic that no passage has is not found', () => {
  const reading = readTopic({ topic: questionOf('football championship'), passages });
  expect(reading).toMatchObject({ found: false, candidates: [] });
  expect(reading.confidence).toBeLessThan(0.1);
  expect(nothingFound('summarize', reading).response).toMatch(
    /^Not in your documents: nothing was found about "football"/,
  );
});

test('the threshold decides', () => {
  const topic = questionOf('granite tower');
  const { confidence } = readTopic({ topic, passages });
  expect(readTopic({ topic, passages, threshold: confidence + 0.001 }).found).toBe(false);
});

test('without a topic every passage counts, with a confidence of one half', () => {
  expect(readTopic({ topic: questionOf(''), passages })).toMatchObject({ found: true, confidence: 0.5 });
  expect(readTopic({ topic: questionOf(''), passages: [] })).toMatchObject({ found: false, confidence: 0.01 });
});

test('many passages about the topic are no doubt about any of them', () => {
  const one = readTopic({ topic: questionOf('granite tower'), passages: passages.slice(0, 1) });
  const many = readTopic({ topic: questionOf('granite tower'), passages: [0, 1, 2].flatMap(() => passages[0] ?? []) });
  expect(Math.abs(one.confidence - many.confidence)).toBeLessThan(0.1);
});
