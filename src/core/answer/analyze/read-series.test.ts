import { expect, test } from 'vitest';
import { noSimilarity, passageOf, questionOf } from '../../../../test/support/passages.ts';
import { readQuestion } from '../read-question.ts';
import { gatherCandidates } from '../sentence-candidates.ts';
import { readMeasures, yearsIn } from './read-series.ts';

function measures(text: string) {
  const { candidates } = gatherCandidates(readQuestion(questionOf('x')), [passageOf(text)], noSimilarity);
  return readMeasures(candidates).map(({ value, unit, year }) => ({ value, unit, year }));
}

test('values with their unit in the singular, and the year of their sentence', () => {
  expect(measures('In 2020 sales were 1,200 tonnes. The tower is 1 metre, the other 54 metres high.')).toEqual([
    { value: 1200, unit: 'tonne', year: 2020 },
    { value: 1, unit: 'metre', year: null },
    { value: 54, unit: 'metre', year: null },
  ]);
});

test('signs, scales and currencies', () => {
  expect(measures('It lost −3 °C, 12 %, $2 million and 7 percent.')).toEqual([
    { value: -3, unit: '°C', year: null },
    { value: 12, unit: '%', year: null },
    { value: 2e6, unit: '$', year: null },
    { value: 7, unit: '%', year: null },
  ]);
});

test('bare numbers, dates and versions are no measures', () => {
  expect(measures('See 3 and 4, on 12 May, in version 1.2.3 of 5.')).toEqual([]);
});

test('a sentence with two years dates nothing', () => {
  expect(measures('Between 2019 and 2020 it sold 5 boats.')).toEqual([{ value: 5, unit: 'boat', year: null }]);
  expect(yearsIn('In 1904, 1882 and 1904.')).toEqual([1882, 1904]);
});
