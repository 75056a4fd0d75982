import { describe, expect, it } from 'vitest';
import { usedQueries, usedQuery } from '../../../test/support/used-queries.ts';
import { patternFigures } from './pattern-figures.ts';

describe('patternFigures', () => {
  it('adds up each pattern that was used', () => {
    const queries = [
      ...usedQueries(10, (i) => ({ patternUsed: 'fast', durationMs: i + 1, confidence: 0.8, answered: i > 0 })),
      usedQuery('x', { patternUsed: 'fused', durationMs: 50, reward: 1 }),
    ];
    const [fast, fused] = patternFigures(queries);
    expect(fast).toMatchObject({ pattern: 'fast', queries: 10, answeredShare: 0.9, p50Ms: 5, p95Ms: 10, reward: null });
    expect(fast?.moments.mean).toBeCloseTo(0.72, 10);
    expect(fused).toMatchObject({ pattern: 'fused', queries: 1, reward: 1, ratings: 1 });
  });

  it('draws the quality of few to that of all', () => {
    const queries = [
      ...usedQueries(100, () => ({ patternUsed: 'fast', confidence: 0.5 })),
      usedQuery('x', { patternUsed: 'fused', confidence: 1 }),
    ];
    const fused = patternFigures(queries).find(({ pattern }) => pattern === 'fused');
    expect(fused?.quality).toBeGreaterThan(0.5);
    expect(fused?.quality).toBeLessThan(0.6);
  });

  it('counts speed for a fifth', () => {
    const [slow, quick] = patternFigures([
      ...usedQueries(50, () => ({ patternUsed: 'bare', confidence: 0.6, durationMs: 200 })),
      ...usedQueries(50, () => ({ patternUsed: 'fast', confidence: 0.6, durationMs: 0 })),
    ]);
    expect((quick?.score ?? 0) - (slow?.score ?? 0)).toBeCloseTo(0.1, 10);
  });

  it('leaves cached answers out, for they say nothing of a pattern', () => {
    expect(patternFigures([usedQuery('x', { cacheHit: true })])).toEqual([]);
    expect(patternFigures([])).toEqual([]);
  });
});
