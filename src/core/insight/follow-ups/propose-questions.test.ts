import { expect, test } from 'vitest';
import { passageOf } from '../../../../test/support/passages.ts';
import type { Citation } from '../../answer/passage.ts';
import { proposeQuestions } from './propose-questions.ts';

const FASTNET = 'The lighthouse was first lit in 1904. Cornish granite is a stone of the tower.';
const passages = [
  passageOf(FASTNET, { before: 'Before. ' }),
  passageOf('Bell Rock was built by Robert Stevenson.'),
  passageOf('Cornish granite is a stone of the tower.'),
];

function propose(question: string, citations: readonly Citation[] = [], passagesMax = 3) {
  return [...proposeQuestions(question, passages, { citations, passagesMax })];
}

test('questions that the sentences answer, with their places, in the order of the passages, each once', () => {
  const proposed = propose('harbour');
  expect(proposed.map(({ text, passage }) => `${passage} ${text}`)).toEqual([
    '0 When was the lighthouse first lit?',
    '0 What is cornish granite?',
    '1 Who built Bell Rock?',
  ]);
  expect(FASTNET.slice(proposed[0]?.start, proposed[0]?.end)).toContain('first lit in 1904.');
});

test('what is cited already, and what only repeats the question, is left out', () => {
  const citation = { source: 1, start: 8, end: 8 + 37 };
  expect(propose('harbour', [citation]).map(({ text }) => text)).not.toContain('When was the lighthouse first lit?');
  expect(propose('When was the first lighthouse lit?').map(({ text }) => text)).not.toContain(
    'When was the lighthouse first lit?',
  );
});

test('reads no more passages than it may', () => {
  expect(propose('harbour', [], 1).every(({ passage }) => passage === 0)).toBe(true);
  expect(propose('harbour', [], 0)).toEqual([]);
});
