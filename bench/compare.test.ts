import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import type { BenchReport } from './main.ts';

const report = (value: number, unit: string): BenchReport => ({
  node: 'v24',
  suites: { s: [{ name: 'x', unit, value }] },
});

describe('compare', () => {
  it('names a figure that got worse by more than the ratio, in its own direction', () => {
    expect(compare(report(1, 'ms'), report(1.6, 'ms'))).toHaveLength(1);
    expect(compare(report(1, 'ms'), report(1.4, 'ms'))).toEqual([]);
    expect(compare(report(1, 'ms'), report(0.1, 'ms'))).toEqual([]);
    expect(compare(report(100, 'q/s'), report(60, 'q/s'))).toHaveLength(1);
    expect(compare(report(100, 'q/s'), report(600, 'q/s'))).toEqual([]);
  });

  it('passes over figures without a baseline or in another unit', () => {
    expect(compare({ node: 'v24', suites: {} }, report(9, 'ms'))).toEqual([]);
    expect(compare(report(1, 'us'), report(9, 'ms'))).toEqual([]);
  });
});
