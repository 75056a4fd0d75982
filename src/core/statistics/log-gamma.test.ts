import { describe, expect, it } from 'vitest';
import { logGamma } from './log-gamma.ts';

describe('logGamma', () => {
  it.each([
    [1, 0],
    [2, 0],
    [0.5, Math.log(Math.sqrt(Math.PI))],
    [6, Math.log(120)],
    [21, Math.log(2_432_902_008_176_640_000)],
  ])('ln Γ(%f)', (x, expected) => {
    expect(logGamma(x)).toBeCloseTo(expected, 11);
  });

  it('steps by ln x from x to x + 1', () => {
    for (const x of [0.1, 3.3, 19.9, 500.25, 1e6]) expect(logGamma(x + 1) - logGamma(x)).toBeCloseTo(Math.log(x), 6);
  });
});
