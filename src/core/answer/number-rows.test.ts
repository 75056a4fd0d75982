import { expect, test } from 'vitest';
import { NumberRows } from './number-rows.ts';

test('rows count up, and are found again', () => {
  const rows = new NumberRows(8);
  expect(rows.find(5)).toBe(-1);
  // 5, 21 and 37 share a place in a table of sixteen.
  expect([5, 21, 37, 1].map((number) => rows.add(number))).toEqual([0, 1, 2, 3]);
  expect([5, 21, 37, 1].map((number) => rows.find(number))).toEqual([0, 1, 2, 3]);
  expect(rows.find(53)).toBe(-1);
});

test('when all rows are taken it begins anew', () => {
  const rows = new NumberRows(8);
  for (let number = 1; number <= 8; number++) rows.add(number);
  expect(rows.add(9)).toBe(0);
  expect(rows.find(1)).toBe(-1);
  expect(rows.find(9)).toBe(0);
});
