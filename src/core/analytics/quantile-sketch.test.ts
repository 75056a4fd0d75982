import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { BUCKETS_MAX, QuantileSketch, RELATIVE_ERROR } from './quantile-sketch.ts';

const sketchOf = (values: readonly number[]): QuantileSketch => {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
};

const merged = (...sketches: readonly QuantileSketch[]): QuantileSketch => {
  const whole = new QuantileSketch();
  for (const sketch of sketches) whole.merge(sketch);
  return whole;
};

const exact = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;

const SHARES = [0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1];
const durations = fc.array(fc.double({ min: 1e-3, max: 1e7, noNaN: true }), { maxLength: 200 });

/** Inverse transforms of uniform numbers in [0, 1). */
const DISTRIBUTIONS: Readonly<Record<string, (u: number, v: number) => number>> = {
  uniform: (u) => 1 + 999 * u,
  exponential: (u) => -20 * Math.log(1 - u),
  pareto: (u) => 2 / (1 - u) ** (1 / 1.1),
  'log-normal': (u, v) => Math.exp(1.5 + 1.2 * Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v)),
  'two humps': (u, v) => (u < 0.8 ? 0.05 + 0.02 * v : 2_000 + 500 * v),
  constant: () => 12.5,
};

describe('QuantileSketch', () => {
  it.each(Object.entries(DISTRIBUTIONS))('holds its error on 20,000 values: %s', (_name, draw) => {
    const random = seededRandom(11);
    const values = Array.from({ length: 20_000 }, () => Math.max(1e-3, draw(random(), random())));
    const sketch = sketchOf(values);
    for (const share of SHARES) {
      const value = exact(values, share);
      expect(Math.abs(sketch.quantile(share) - value)).toBeLessThanOrEqual(RELATIVE_ERROR * value * (1 + 1e-9));
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(sketch.mean - mean)).toBeLessThanOrEqual(5e-4);
    expect([sketch.count, sketch.min, sketch.max]).toEqual([values.length, Math.min(...values), Math.max(...values)]);
  });

  it('holds its error on any values', () => {
    fc.assert(
      fc.property(durations, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
        const value = exact(values, share);
        expect(Math.abs(sketchOf(values).quantile(share) - value)).toBeLessThanOrEqual(RELATIVE_ERROR * value + 1e-9);
      }),
    );
  });

  it('merges to what one sketch of everything holds, in any order and grouping', () => {
    fc.assert(
      fc.property(durations, durations, durations, (a, b, c) => {
        const whole = sketchOf([...a, ...b, ...c]).toStored();
        const [sa, sb, sc] = [sketchOf(a), sketchOf(b), sketchOf(c)];
        expect(merged(sa, sb, sc).toStored()).toEqual(whole);
        expect(merged(sc, merged(sb, sa)).toStored()).toEqual(whole);
        expect(merged(merged(sa, sb), sc).toStored()).toEqual(whole);
        expect(sa.toStored()).toEqual(sketchOf(a).toStored());
      }),
    );
  });

  it('is the same after a trip through its stored form', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const { ...stored } = sketchOf(values).toStored();
        const back = QuantileSketch.from(JSON.parse(JSON.stringify(stored)));
        expect(back.toStored()).toEqual(stored);
        expect([back.count, back.mean, back.quantile(0.9)]).toEqual([
          values.length,
          sketchOf(values).mean,
          sketchOf(values).quantile(0.9),
        ]);
      }),
    );
  });

  it('is all zeros when it is empty', () => {
    const { count, mean, min, max } = new QuantileSketch();
    expect([count, mean, min, max, new QuantileSketch().quantile(0.5)]).toEqual([0, 0, 0, 0, 0]);
  });

  it('takes in what is no duration, and stays within its buckets', () => {
    const values = [-5, 0, Number.NaN, Number.POSITIVE_INFINITY, 1e12, 3];
    const sketch = sketchOf(values);
    expect([sketch.count, sketch.min, sketch.max]).toEqual([6, 1e-3, 1e7]);
    expect(sketch.quantile(1)).toBe(1e7);
    expect(sketch.toStored().counts.length).toBeLessThanOrEqual(BUCKETS_MAX);
    expect(sketch.bytes()).toBeLessThan(10_000);
  });
});
