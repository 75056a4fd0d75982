import { expect, test } from 'vitest';
import { chooseDiverse } from './choose-diverse.ts';

const rows = (...lists: number[][]) => lists.map((list) => Float64Array.from(list));

test('the highest first, then what repeats the least', () => {
  const alike = rows([0, 0.7, 0], [0.7, 0, 0], [0, 0, 0]);
  expect(chooseDiverse([1, 0.9, 0.7], alike, 2)).toEqual([0, 2]);
});

test('what says the same is never chosen, also when places are left', () => {
  const alike = rows([0, 0.95], [0.95, 0]);
  expect(chooseDiverse([1, 0.9], alike, 5)).toEqual([0]);
});

test('no more than there are, none when none are wanted', () => {
  expect(chooseDiverse([1, 1], rows([0, 0], [0, 0]), 9)).toEqual([0, 1]);
  expect(chooseDiverse([1], rows([0]), 0)).toEqual([]);
  expect(chooseDiverse([], [], 3)).toEqual([]);
});
