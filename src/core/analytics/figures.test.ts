import { expect, it } from 'vitest';
import { errorRate, pointsAt, ratio, toPoint } from './figures.ts';
import { Rollup } from './rollup.ts';

const rollupOf = (durations: readonly number[]): Rollup => {
  const rollup = new Rollup();
  for (const durationMs of durations) {
    rollup.addQuery({
      userHash: null,
      answered: true,
      cacheHit: durationMs < 10,
      durationMs,
      confidence: 0.5,
      pattern: 'fast',
      tool: 'answer',
      backend: 'hybrid',
    });
  }
  return rollup;
};

it('reads the figures of a roll-up', () => {
  const rollup = rollupOf([1, 2, 30, 40]);
  rollup.tallies.errors.add('SERVER_INTERNAL');
  rollup.cancelled = 9;
  const point = toPoint({ startMs: 5, rollup });
  expect(point).toMatchObject({
    startMs: 5,
    queries: 4,
    errors: 1,
    errorRate: 0.2,
    cacheHitRate: 0.5,
    meanConfidence: 0.5,
  });
  expect(point.durations.mean).toBeCloseTo(18.25, 9);
  expect(Math.abs(point.durations.p50 - 2)).toBeLessThanOrEqual(0.02);
});

it('is zeros where nothing happened', () => {
  const known = new Map([[2, toPoint({ startMs: 2, rollup: rollupOf([1]) })]]);
  const points = pointsAt([1, 2, 3], known);
  expect(points.map(({ startMs, queries }) => [startMs, queries])).toEqual([
    [1, 0],
    [2, 1],
    [3, 0],
  ]);
  expect(points[0]?.durations).toEqual({ mean: 0, p50: 0, p95: 0, p99: 0 });
  expect([errorRate(new Rollup()), ratio(1, 0)]).toEqual([0, 0]);
});
