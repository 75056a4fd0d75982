import { describe, expect, it } from 'vitest';
import { usedQueries } from '../../../test/support/used-queries.ts';
import { recommendPattern } from './recommend-pattern.ts';

const many = (pattern: string, confidence: number, count = 100) =>
  usedQueries(count, (i) => ({ patternUsed: pattern, confidence: confidence + (i % 2 === 0 ? 0.05 : -0.05) }));

describe('recommendPattern', () => {
  it('takes the default before anything was asked', () => {
    const { pattern, reason, isSignificant } = recommendPattern(many('fused', 0.9, 4), null);
    expect([pattern, isSignificant]).toEqual(['fast', false]);
    expect(reason).toContain('"fast" is the default');
  });

  it('takes the best score, and says by how much', () => {
    const { pattern, reason, isSignificant, figures } = recommendPattern(
      [...many('fast', 0.4), ...many('fused', 0.9)],
      null,
    );
    expect([pattern, isSignificant]).toEqual(['fused', true]);
    expect(reason).toMatch(
      /^"fused" has the best score over 100 queries: quality 0\.\d\d, 3\.0 ms \(fast: quality 0\.\d\d, 3\.0 ms\)\.$/,
    );
    expect(figures.map((each) => each.pattern)).toEqual(['fused', 'fast']);
  });

  it('says when the difference may be chance', () => {
    const { isSignificant, reason } = recommendPattern([...many('fast', 0.6, 10), ...many('fused', 0.65, 10)], null);
    expect(isSignificant).toBe(false);
    expect(reason).toContain('may be chance');
  });

  it('lets people overrule the confidence', () => {
    const rated = usedQueries(30, () => ({ patternUsed: 'fused', confidence: 0.95, reward: 0 }));
    const { pattern, reason } = recommendPattern([...many('fast', 0.5, 30), ...rated], null);
    expect(pattern).toBe('fast');
    expect(reason).toContain('rated 1.0 of 5 by 30');
  });

  it('lets questions like the one that is asked decide', () => {
    const like = (pattern: string, confidence: number) =>
      usedQueries(10, () => ({ text: 'Who built the Bell Rock lighthouse?', patternUsed: pattern, confidence }));
    const queries = [...many('fast', 0.9), ...many('bare', 0.4), ...like('fast', 0.2), ...like('bare', 0.95)];
    expect(recommendPattern(queries, null).pattern).toBe('fast');
    const { pattern, reason } = recommendPattern(queries, 'Who built Bell Rock lighthouse?');
    expect(pattern).toBe('bare');
    expect(reason).toContain('those like this one count most');
  });
});
