import { describe, expect, it } from 'vitest';
import { rootOf } from './root.ts';

describe('rootOf', () => {
  it.each([
    ['a line', (x: number) => 3 * x - 1, 1 / 3],
    ['a steep curve', (x: number) => Math.exp(20 * x) - 5, Math.log(5) / 20],
    ['a step', (x: number) => (x < 0.7 ? -1 : 1), 0.7],
    ['a flat start', (x: number) => x ** 9 - 1e-6, 1e-6 ** (1 / 9)],
  ])('finds where %s crosses 0, at or just above it', (_name, rising, root) => {
    const found = rootOf(rising, { low: 0, high: 1, tolerance: 1e-9 });
    expect(found).toBeCloseTo(root, 7);
    expect(rising(found)).toBeGreaterThanOrEqual(0);
  });

  it('gives the low end where nothing is below 0', () => {
    expect(rootOf((x) => x + 1, { low: 0, high: 1, tolerance: 1e-9 })).toBe(0);
  });
});
