import { expect, test } from 'vitest';
import { noSimilarity, passageOf } from '../../../../test/support/passages.ts';
import { isAnswered, isAnsweredAtHand } from './check-question.ts';

const TEXT = 'The lighthouse of Wedel was first lit in 1904. Its walls are red. Ships come daily.';
const passages = [passageOf(TEXT, { before: 'What stands before. ', title: 'Wedel', score: 0.2, late: 0.1 })];
const input = { passages, similarity: noSimilarity, idf: () => 2 };
const place = { passage: 0, start: 0, end: 46 };

test('a question that its own sentence answers', () => {
  expect(isAnswered({ text: 'When was the lighthouse of Wedel first lit?', ...place }, input)).toBe(true);
});

test('one that another sentence answers, or none, is not suggested', () => {
  expect(isAnswered({ text: 'When was the lighthouse of Wedel first lit?', ...place, start: 47, end: 65 }, input)).toBe(
    false,
  );
  expect(isAnswered({ text: 'Who won the championship in Brazil?', ...place }, input)).toBe(false);
  expect(isAnswered({ text: 'When was it lit?', ...place, passage: 7 }, input)).toBe(false);
});

test('a past question is asked of the passages at hand', () => {
  expect(isAnsweredAtHand('When was the lighthouse of Wedel first lit?', input)).toBe(true);
  expect(isAnsweredAtHand('Who won the championship in Brazil?', input)).toBe(false);
  expect(isAnsweredAtHand('When was the lighthouse of Wedel lit?', { ...input, passages: [] })).toBe(false);
});
