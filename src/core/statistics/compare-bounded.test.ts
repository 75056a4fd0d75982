import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { momentsOf } from '../../shared/moments.ts';
import { boundedPValue, compareBounded } from './compare-bounded.ts';

const UNIT = { min: 0, max: 1 };

function coins(count: number, chance: number, seed: number, scale = (x: number) => x) {
  const random = seededRandom(seed);
  const draws = Array.from({ length: count }, () => scale(random() < chance ? 1 : 0));
  return momentsOf(draws, scale(0.5));
}

const compare = (control: ReturnType<typeof coins>, variant: ReturnType<typeof coins>, alpha = 0.05) =>
  compareBounded(control, variant, { alpha, bounds: UNIT });

describe('compareBounded', () => {
  it('knows the whole range after one value, and nothing without one', () => {
    expect(compare(coins(1, 1, 1), coins(1, 0, 1))).toMatchObject({ difference: -1, low: -1, high: 1, pValue: 1 });
    expect(compare(coins(0, 1, 1), coins(1, 0, 1))).toMatchObject({ difference: null, low: null, high: null });
  });

  it('finds a real difference, and its interval holds the truth', () => {
    const { low, high, pValue } = compare(coins(3_000, 0.1, 2), coins(3_000, 0.2, 3));
    expect(low).toBeGreaterThan(0);
    expect(low).toBeLessThan(0.1);
    expect(high).toBeGreaterThan(0.1);
    expect(pValue).toBeLessThan(0.001);
  });

  it('tells sides that never vary apart, where a normal approximation has no variance', () => {
    const { low, high, pValue } = compare(coins(100, 0, 1), coins(100, 1, 1));
    expect(low).toBeGreaterThan(0.5);
    expect(high).toBe(1);
    expect(pValue).toBeLessThan(1e-6);
  });

  it('leaves 0 out exactly when its p-value is at or below alpha', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const [control, variant] = [coins(400, 0.4, seed), coins(300, 0.4 + seed / 130, seed + 50)];
      const { low = 0, high = 0 } = compare(control, variant);
      const isOut = (low ?? 0) > 0 || (high ?? 0) < 0;
      expect(isOut, `seed ${seed}`).toBe(boundedPValue(control, variant, UNIT) <= 0.05);
    }
  });

  it('is the same on every scale', () => {
    const scale = (x: number) => 40 * x - 20;
    const scaled = compareBounded(coins(500, 0.3, 7, scale), coins(500, 0.5, 8, scale), {
      alpha: 0.05,
      bounds: { min: -20, max: 20 },
    });
    const plain = compare(coins(500, 0.3, 7), coins(500, 0.5, 8));
    expect(scaled.low).toBeCloseTo(40 * (plain.low ?? 0), 3);
    expect(scaled.high).toBeCloseTo(40 * (plain.high ?? 0), 3);
  });

  it('raises no more false alarms than alpha over streams that are watched at every value', () => {
    let alarms = 0;
    for (let stream = 0; stream < 60; stream++) {
      const random = seededRandom(stream + 1);
      const values: [number[], number[]] = [[], []];
      for (let i = 0; i < 120; i++) values[random() < 0.5 ? 0 : 1].push(random() < 0.3 ? 1 : 0);
      const looks = values[0].map((_, i) => [
        momentsOf(values[0].slice(0, i), 0.5),
        momentsOf(values[1].slice(0, i), 0.5),
      ]);
      if (looks.some(([a = coins(0, 0, 1), b = a]) => boundedPValue(a, b, UNIT) <= 0.05)) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(3);
  });
});
