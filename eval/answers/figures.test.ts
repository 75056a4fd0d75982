import { expect, test } from 'vitest';
import { areaUnderCurve, calibrationError, refusedAt } from './figures.ts';
import { keywordsOf } from './keywords.ts';

const judged = (probability: number, right: boolean) => ({ probability, right });

test('area under the curve: order, reverse order, ties', () => {
  expect(areaUnderCurve([judged(0.1, false), judged(0.9, true)])).toBe(1);
  expect(areaUnderCurve([judged(0.9, false), judged(0.1, true)])).toBe(0);
  expect(areaUnderCurve([judged(0.5, false), judged(0.5, true)])).toBe(0.5);
});

test('calibration error is the weighted gap of the bins', () => {
  expect(calibrationError([judged(0.75, true), judged(0.75, true), judged(0.75, true), judged(0.75, false)])).toBe(0);
  expect(calibrationError([judged(0.25, false), judged(1, true)])).toBeCloseTo(0.125);
});

test('refusal at the threshold that keeps a share', () => {
  const answerable = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.1];
  expect(refusedAt(0.9, answerable, [0.05, 0.15, 0.5, 0.19])).toEqual({ threshold: 0.2, refused: 0.75 });
});

test('keywords are the longest content words in their order', () => {
  expect(keywordsOf('When was the first literary cabaret of Warsaw opened by Leon?')).toBe(
    'literary cabaret Warsaw opened',
  );
  expect(keywordsOf('What is it?')).toBe('What is it?');
});
