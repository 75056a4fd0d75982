import { expect, test } from 'vitest';
import { passageOf, questionOf } from '../../../../test/support/passages.ts';
import type { ToolInput } from '../read-topic.ts';
import { summarize } from './summarize.ts';

const BEFORE = 'What stands before. ';
const HARBOUR =
  'The harbour of Altona was opened in 1724. Ships bring grain to the harbour of Altona every day. The harbour of Altona was opened in 1724, too. Is the harbour of Altona deep?';
const passages = [
  passageOf(HARBOUR, { before: BEFORE, title: 'Altona', late: 0.9 }),
  passageOf('A crane lifts grain out of ships in the harbour. See below:', { title: 'Cranes', score: 0.8, late: 0.7 }),
  passageOf('Cheese ripens in caves for many months.', { title: 'Cheese', score: 0.2, late: 0.1 }),
];

function ask(topic: string, over: Partial<ToolInput> = {}) {
  return summarize({
    asked: `summarize ${topic}`,
    topic: questionOf(topic),
    passages,
    shownMax: 3,
    synthesis: true,
    ...over,
  });
}

test('central sentences, each cited where it stands, none twice, in reading order', () => {
  const { response, citations, answered, confidence } = ask('the harbour of Altona');
  expect(answered).toBe(true);
  expect(confidence).toBeGreaterThan(0.5);
  expect(response).toContain('Ships bring grain to the harbour of Altona every day. [1]');
  expect(response.match(/opened in 1724/g)).toHaveLength(1);
  expect(response).not.toContain('Cheese');
  expect(response).not.toContain('?');
  for (const { source, start, end } of citations) {
    const whole = source === 1 ? BEFORE + HARBOUR : (passages[source - 1]?.text ?? '');
    expect(response).toContain(whole.slice(start, end));
  }
  expect(citations.map(({ source }) => source)).toEqual(citations.map(({ source }) => source).toSorted());
});

test('one sentence without synthesis, no more than are to be shown with it', () => {
  expect(ask('the harbour of Altona', { synthesis: false }).citations).toHaveLength(1);
  expect(ask('the harbour of Altona', { shownMax: 2 }).citations).toHaveLength(2);
});

test('what is not there is not summarized', () => {
  expect(ask('the football championship')).toMatchObject({ answered: false, citations: [] });
  expect(ask('the harbour', { passages: [] })).toMatchObject({ answered: false, citations: [], confidence: 0.01 });
});

test('the same question gives the same summary', () => {
  expect(ask('the harbour of Altona')).toEqual(ask('the harbour of Altona'));
});
