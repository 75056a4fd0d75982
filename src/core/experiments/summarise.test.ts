import { describe, expect, it } from 'vitest';
import { experimentOf, figuresOf } from '../../../test/support/experiments.ts';
import { summarise } from './summarise.ts';

const ones = (count: number, share: number) => Array.from({ length: count }, (_, i) => (i < count * share ? 1 : 0));

describe('summarise', () => {
  it('compares every variant with the control, in the direction of the goal', () => {
    const experiment = experimentOf({
      variants: ['a', 'b', 'c'],
      metrics: [
        { name: 'good', goal: 'increase', bounds: null },
        { name: 'bad', goal: 'decrease', bounds: null },
      ],
    });
    const figures = figuresOf({
      a: { good: ones(1_000, 0.2), bad: ones(1_000, 0.2) },
      b: { good: ones(1_000, 0.6), bad: ones(1_000, 0.6) },
      c: { good: ones(1_000, 0.21), bad: [] },
    });
    const { metrics } = summarise(experiment, figures);
    const effects = metrics.map(({ variants }) => variants.map(({ effect }) => effect));
    expect(effects).toEqual([
      [null, 'better', 'open'],
      [null, 'worse', 'open'],
    ]);
    expect(metrics[0]?.variants[1]?.comparison?.difference).toBeCloseTo(0.4, 10);
    expect(metrics[1]?.variants[2]?.comparison).toMatchObject({ difference: null, low: null, pValue: 1 });
  });

  it('gives each comparison its part of alpha', () => {
    const values = { a: { m: ones(500, 0.2) }, b: { m: ones(500, 0.3) } };
    const width = (metrics: number) => {
      const list = Array.from({ length: metrics }, (_, i) => ({
        name: i === 0 ? 'm' : `m${i}`,
        goal: 'increase' as const,
        bounds: null,
      }));
      const [first] = summarise(experimentOf({ metrics: list }), figuresOf(values)).metrics;
      const { low = 0, high = 0 } = first?.variants[1]?.comparison ?? {};
      return (high ?? 0) - (low ?? 0);
    };
    expect(width(5)).toBeGreaterThan(width(1));
  });

  it('uses the bounded sequence where a metric has bounds', () => {
    const metrics = [{ name: 'm', goal: 'increase' as const, bounds: { min: 0, max: 1 } }];
    const summary = summarise(experimentOf({ metrics }), figuresOf({ a: { m: [0] }, b: { m: [1] } }));
    expect(summary.metrics[0]?.variants[1]?.comparison).toMatchObject({ method: 'bounded', low: -1, high: 1 });
  });

  it('holds units against the weights that were in force when they came', () => {
    const experiment = experimentOf({
      allocations: [
        { weights: { a: 9, b: 1 }, sinceMs: 0 },
        { weights: { a: 1, b: 9 }, sinceMs: 1 },
      ],
    });
    const units = [
      { variant: 'a', allocation: 0, units: 900 },
      { variant: 'b', allocation: 0, units: 100 },
      { variant: 'a', allocation: 1, units: 50 },
      { variant: 'b', allocation: 1, units: 450 },
    ];
    const summary = summarise(experiment, { units, values: [] });
    expect(summary.units).toEqual([950, 550]);
    expect(summary.expectedShares.map((share) => share?.toFixed(4))).toEqual(['0.6333', '0.3667']);
    expect(summary.sampleRatio).toEqual({ pValue: 1, isSound: true });
    const swapped = units.map((each) => ({ ...each, allocation: 1 - each.allocation }));
    expect(summarise(experiment, { units: swapped, values: [] }).sampleRatio.isSound).toBe(false);
  });

  it('is empty and sound before anything came', () => {
    const summary = summarise(experimentOf(), { units: [], values: [] });
    expect(summary).toMatchObject({ units: [0, 0], expectedShares: [null, null], sampleRatio: { isSound: true } });
  });
});
