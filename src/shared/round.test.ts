import { describe, expect, it } from 'vitest';
import { rounded } from './round.ts';

describe('rounded', () => {
  it.each([
    [1.2345, 1, 1.2],
    [1.25, 1, 1.3],
    [0.12345, 4, 0.1235],
    [-0.0004, 3, -0],
    [7, 3, 7],
    [2.5, 0, 3],
  ])('%f to %i decimals is %f', (value, decimals, expected) => {
    expect(rounded(value, decimals)).toBe(expected);
  });
});
