import { expect, test } from 'vitest';
import { readSentences } from './read-text.ts';
import { givesReason } from './word-signals.ts';

const readFacts = (sentence: string) => readSentences(sentence)[0]?.facts;

test('finds numbers, times, names and places by shape', () => {
  const facts = readFacts('In March 1961, about 1,500 people met Ada Lovelace in Paris.');
  expect(facts?.numbers).toEqual(['1961', '1,500']);
  expect(facts?.times).toEqual(['march', '1961']);
  expect(facts?.names).toEqual(['march', 'ada', 'lovelace', 'paris']);
  expect(facts?.places).toContain('paris');
});

test('the first word is no name, and number words count', () => {
  const facts = readFacts('Seven people came.');
  expect(facts?.names).toEqual([]);
  expect(facts?.numbers).toEqual(['seven']);
});

test.each([
  ['It failed because of rain.', true],
  ['The delay was due to rain.', true],
  ['It failed.', false],
])('a spelled-out reason: %s', (sentence, reason) => {
  expect(givesReason(sentence)).toBe(reason);
});

test('knows what an early "is" defines', () => {
  expect(readFacts('Thompson Sampling (TS) is a heuristic.')?.subject).toEqual(['thompson', 'sampling', 'ts']);
  expect(readFacts('They draw samples from each of the many posteriors and that is all.')?.subject).toEqual([]);
});

test.each([
  ['It was built later.', true],
  ['Today, this is known as the theory.', true],
  ['Most of these schools closed.', true],
  ['The tower was built later.', false],
])('points back: %s', (sentence, pointsBack) => {
  expect(readFacts(sentence)?.pointsBack).toBe(pointsBack);
});
