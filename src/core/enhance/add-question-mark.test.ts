import { expect, it } from 'vitest';
import { addQuestionMark } from './add-question-mark.ts';

it.each([
  'who built it',
  'What is TS',
  "isn't it high",
  'and when was it lit',
  'in which year',
  '¿quién la construyó',
  'can it burn "oil"',
])('marks %j', (text) => {
  const { text: marked, enhancements } = addQuestionMark(text);
  expect(marked).toBe(`${text}?`);
  expect(enhancements).toMatchObject([{ kind: 'question_mark', from: '', to: '?' }]);
});

it.each([
  'who built it?',
  'Why. Because.',
  'lamp oil',
  'what',
  'and then',
  'whatever floats',
  '東京は',
  'Is it “high?”',
  '',
])('leaves %j', (text) => {
  expect(addQuestionMark(text)).toEqual({ text, enhancements: [], others: [] });
});
