import { expect, test } from 'vitest';
import { passageOf, questionOf } from '../../../../test/support/passages.ts';
import type { ToolInput } from '../read-topic.ts';
import { extract } from './extract.ts';

const passages = [
  passageOf('Bell Rock was built between 1807 and 1810. Bell Rock was lit in 1810. The rock is red.', {
    title: 'Bell Rock',
    late: 0.9,
  }),
  passageOf('Write to ada@example.com about cheese.', { title: 'Cheese', score: 0.5, late: 0.2 }),
];

function ask(asked: string, topic: string, over: Partial<ToolInput> = {}) {
  return extract({ asked, topic: questionOf(topic), passages, shownMax: 3, synthesis: true, ...over });
}

test('every value once, with the first sentence it stands in, cited', () => {
  const { response, citations, answered, confidence } = ask('list all dates about Bell Rock', 'Bell Rock');
  expect(answered).toBe(true);
  expect(response).toBe('1807, 1810 — Bell Rock was built between 1807 and 1810. [1]');
  expect(citations).toEqual([{ source: 1, start: 0, end: 42 }]);
  expect(confidence).toBeGreaterThan(0.4);
  expect(confidence).toBeLessThan(0.9);
});

test('a kind that the passages do not have is not made up', () => {
  const { answered, response } = ask('list all prices about Bell Rock', 'Bell Rock');
  expect(answered).toBe(false);
  expect(response).toMatch(/hold no amount of money\.$/);
});

test('a topic that is not there has no values, also when the passages hold some', () => {
  expect(ask('list all dates about football', 'football')).toMatchObject({ answered: false, citations: [] });
});

test('without a topic all passages are read', () => {
  expect(ask('list all e-mail addresses', '').response).toContain('ada@example.com — Write to ada@example.com');
});

test('entries of lists where no kind is named, names where there are no lists', () => {
  const list = [passageOf('Tools of the keeper:\n\n- a lamp\n- a ladder\n', { title: 'Tools', late: 0.9 })];
  expect(ask('list all tools', 'tools', { passages: list }).response).toBe('a lamp [1]\na ladder [1]');
  const text = [passageOf('The tools were made by Ada Hansen.', { title: 'Tools', late: 0.9 })];
  expect(ask('list all tools', 'tools', { passages: text }).response).toMatch(/^Ada Hansen — /);
});

test('a long list is cut, and says how much is left', () => {
  const many = [
    passageOf(Array.from({ length: 20 }, (_, i) => `The tower was lit in ${1800 + i}.`).join(' '), {
      title: 'T',
      late: 0.9,
    }),
  ];
  const { response, citations } = ask('list all dates about the tower', 'the tower', { passages: many });
  expect(citations).toHaveLength(6);
  expect(response).toMatch(/… and 14 more in these passages\.$/);
});

test('one sentence without synthesis', () => {
  expect(ask('list all names', '', { synthesis: false }).citations).toHaveLength(1);
});
