import { expect, test } from 'vitest';
import { ANALYSES, askedAnalyses } from './asked-analyses.ts';

test.each([
  ['How many documents mention granite?', ['count']],
  ['What is the trend in sales?', ['trend']],
  ['How has the price changed over time?', ['trend']],
  ['Which is the highest value?', ['extremes']],
  ['Which names are mentioned most often?', ['frequency']],
  ['Analyze the complaints', ANALYSES],
])('%j', (text, expected) => {
  expect(askedAnalyses(text)).toEqual(expected);
});
