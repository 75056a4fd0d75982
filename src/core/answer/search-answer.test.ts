import { expect, test } from 'vitest';
import { passageOf, questionOf } from '../../../test/support/passages.ts';
import { LISTED_MAX, searchAnswer } from './search-answer.ts';

const HARBOUR = 'Ships come daily. The harbour of Altona was **built** early.';
const passages = [
  passageOf(HARBOUR, { title: 'Altona', headings: ['History'], before: 'Before. ', late: 0.95 }),
  passageOf('A harbour needs water.', { title: 'Water', score: 0.6, late: 0.6 }),
  passageOf('Nothing to see.', { title: 'Else', score: 0.3, late: 0.3 }),
];

test('lists the matching passages with their best sentences and offsets', () => {
  const answer = searchAnswer({ question: questionOf('altona harbour'), passages });
  expect(answer).toMatchObject({ tool: 'search', answered: true });
  expect(answer.response).toBe(
    '2 passages match: Altona › History: The harbour of Altona was built early. [1] · Water: A harbour needs water. [2]',
  );
  const [first] = answer.citations;
  expect(`Before. ${HARBOUR}`.slice(first?.start, first?.end)).toBe('The harbour of Altona was **built** early.');
});

test('keywords that are nowhere are refused by name', () => {
  const answer = searchAnswer({ question: questionOf('pizza dough'), passages });
  expect(answer).toMatchObject({ answered: false, citations: [], confidence: 0.01 });
  expect(answer.response).toContain('"pizza" or "dough"');
});

test('more of the keywords found means more confidence', () => {
  const found = searchAnswer({ question: questionOf('altona harbour'), passages }).confidence;
  const half = searchAnswer({ question: questionOf('altona pizza'), passages }).confidence;
  expect(found).toBeGreaterThan(half);
});

test('a long list names only the first and counts all', () => {
  const many = Array.from({ length: 8 }, (_, i) => passageOf(`Harbour number ${i}.`, { title: `T${i}`, late: 0.9 }));
  const answer = searchAnswer({ question: questionOf('harbour'), passages: many, threshold: 0 });
  expect(answer.citations).toHaveLength(LISTED_MAX);
  expect(answer.response).toMatch(/^8 passages match: /);
});

test('no passages, no words', () => {
  expect(searchAnswer({ question: questionOf('harbour'), passages: [] })).toMatchObject({ answered: false });
  expect(searchAnswer({ question: questionOf('...'), passages })).toMatchObject({ answered: false });
});
