import { describe, expect, it } from 'vitest';
import { usedQuery } from '../../../test/support/used-queries.ts';
import { manualScheduler } from '../../shared/scheduler.ts';
import { analyseAll, termsOf, weigher } from './similarity.ts';

describe('weigher', () => {
  const weight = weigher('Who built the Bell Rock lighthouse?');

  it('weighs the same terms most, however they are written', () => {
    expect(weight(usedQuery('who built the bell rock lighthouses'))).toBe(1);
    const close = weight(usedQuery('Who designed the Bell Rock lighthouse?'));
    const far = weight(usedQuery('Bell peppers'));
    expect(close).toBeGreaterThan(far);
    expect(far).toBeGreaterThanOrEqual(0.05);
  });

  it('lets what shares nothing count a little', () => {
    expect(weight(usedQuery('melting point of tungsten'))).toBe(0.05);
    expect(weigher('???')(usedQuery('!!!'))).toBe(0.05);
  });

  it('weighs all alike without a text', () => {
    expect(weigher(null)(usedQuery('anything'))).toBe(1);
  });

  it('analyses many in slices, between which everything else may run', async () => {
    let turns = 0;
    const scheduler = { ...manualScheduler(), yieldToLoop: async () => void turns++ };
    const queries = Array.from({ length: 600 }, (_, i) => usedQuery(`question ${i}`));
    await analyseAll(queries, scheduler);
    await analyseAll(queries, scheduler);
    expect(turns).toBe(2);
    expect(queries.map((query) => termsOf(query).size)).toEqual(queries.map(() => 2));
  });

  it('analyses a question once', () => {
    const query = usedQuery('granite tower');
    expect(termsOf(query)).toBe(termsOf(query));
  });
});
