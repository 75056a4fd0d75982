import { describe, expect, it } from 'vitest';
import { usedQueries } from '../../../test/support/used-queries.ts';
import { generalAdvice } from './general-advice.ts';

describe('generalAdvice', () => {
  it('has nothing to say of nothing, and of what goes well', () => {
    expect(generalAdvice([])).toMatchObject({ queries: 0, sentences: [] });
    expect(generalAdvice(usedQueries(100, () => ({})))).toMatchObject({ queries: 100, sentences: [] });
  });

  it('names a pattern whose slow answers are far slower than those of the others', () => {
    const timed = (pattern: string, ms: number, count = 20) =>
      usedQueries(count, (i) => ({ patternUsed: pattern, durationMs: ms + i / 10 }));
    const { slowPatterns, sentences } = generalAdvice([...timed('fast', 4), ...timed('fused', 30)]);
    expect(slowPatterns).toEqual([{ pattern: 'fused', p95Ms: 31.8, othersP95Ms: 5.8 }]);
    expect(sentences[0]).toContain('"fused" takes 31.8 ms at p95, 5.5 times the slowest of the others');
    expect(generalAdvice([...timed('fast', 4), ...timed('fused', 30, 19)]).slowPatterns).toEqual([]);
    expect(generalAdvice(timed('fused', 30)).slowPatterns).toEqual([]);
  });

  it('finds a cache that misses what was asked before', () => {
    const repeated = (hits: number) => usedQueries(60, (i) => ({ text: `Question ${i % 30}?`, cacheHit: i < hits }));
    expect(generalAdvice(repeated(0)).cache).toEqual({ repeatShare: 0.5, hitRate: 0, isWeak: true });
    expect(generalAdvice(repeated(0)).sentences[0]).toContain('50 % of the questions had been asked before, and 0 %');
    expect(generalAdvice(repeated(30)).cache.isWeak).toBe(false);
    expect(generalAdvice(repeated(0).slice(0, 49)).cache.isWeak).toBe(false);
    const inTwoPatterns = usedQueries(60, (i) => ({
      text: `Question ${i % 30}?`,
      patternUsed: i < 30 ? 'fast' : 'bare',
    }));
    expect(generalAdvice(inTwoPatterns).cache).toEqual({ repeatShare: 0, hitRate: 0, isWeak: false });
  });

  it('names what the documents are thin on before anything else', () => {
    const missing = usedQueries(3, () => ({ text: 'What is the refund policy?', answered: false }));
    expect(generalAdvice(missing).sentences[0]).toBe(
      '3 questions about "refund policy" were not answered, the last one "What is the refund policy?": add documents about it.',
    );
  });
});
