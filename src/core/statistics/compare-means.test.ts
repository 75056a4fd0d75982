import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { momentsOf } from '../../shared/moments.ts';
import { BURN_IN_COUNT, compareMeans } from './compare-means.ts';

const ALPHA = { alpha: 0.05 };

/** Sums of six uniforms: close to normal, variance one half, the mean given. */
function values(count: number, mean: number, seed: number) {
  const random = seededRandom(seed);
  const draw = () => Array.from({ length: 6 }, () => random() - 0.5).reduce((sum, part) => sum + part, mean);
  return momentsOf(Array.from({ length: count }, draw));
}

describe('compareMeans', () => {
  it('says nothing before both sides have their burn-in, but the difference it sees', () => {
    const result = compareMeans(values(BURN_IN_COUNT, 0, 1), values(BURN_IN_COUNT - 1, 5, 2), ALPHA);
    expect(result).toMatchObject({ low: null, high: null, pValue: 1, method: 'normal' });
    expect(result.difference).toBeCloseTo(5, 0);
    expect(compareMeans(momentsOf([]), values(100, 0, 1), ALPHA).difference).toBeNull();
  });

  it('says nothing of values that never vary', () => {
    const constant = momentsOf(Array.from({ length: 100 }, () => 3));
    expect(compareMeans(constant, constant, ALPHA)).toMatchObject({ difference: 0, low: null, pValue: 1 });
  });

  it('finds a real difference, and its interval holds the truth and turns with the sides', () => {
    const [control, variant] = [values(2_000, 0, 3), values(1_000, 0.3, 4)];
    const result = compareMeans(control, variant, ALPHA);
    expect(result.low).toBeGreaterThan(0);
    expect(result.low).toBeLessThan(0.3);
    expect(result.high).toBeGreaterThan(0.3);
    const turned = compareMeans(variant, control, ALPHA);
    expect([turned.low, turned.high]).toEqual([-(result.high ?? 0), -(result.low ?? 0)]);
  });

  it('leaves 0 out exactly when its p-value is at or below alpha', () => {
    for (let seed = 1; seed <= 60; seed++) {
      const result = compareMeans(values(200, 0, seed), values(300, seed / 250, seed + 100), ALPHA);
      expect((result.low ?? 0) > 0 || (result.high ?? 0) < 0, `seed ${seed}`).toBe(result.pValue <= 0.05);
    }
  });

  it('is wider for a smaller alpha, and narrower with more values', () => {
    const width = (count: number, alpha: number) => {
      const { low, high } = compareMeans(values(count, 0, 5), values(count, 0, 6), { alpha });
      return (high ?? 0) - (low ?? 0);
    };
    expect(width(500, 0.01)).toBeGreaterThan(width(500, 0.05));
    expect(width(5_000, 0.05)).toBeLessThan(width(500, 0.05));
  });
});
