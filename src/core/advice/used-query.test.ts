import { describe, expect, it } from 'vitest';
import { historyFilter } from '../../../test/support/records.ts';
import { usedQuery } from '../../../test/support/used-queries.ts';
import { isNamed, qualityOf, reward, rewardOfQuery } from './used-query.ts';

describe('a used query', () => {
  it('is worth what people say, else its confidence, and nothing without an answer', () => {
    expect(qualityOf(usedQuery('x', { confidence: 0.7 }))).toBe(0.7);
    expect(qualityOf(usedQuery('x', { confidence: 0.7, answered: false }))).toBe(0);
    expect(qualityOf(usedQuery('x', { confidence: 0.7, reward: 0.25 }))).toBe(0.25);
  });

  it('keeps the last word of each user, of a limited number', () => {
    const query = usedQuery('x');
    expect(rewardOfQuery(query)).toBeNull();
    reward(query, 'ann', 0);
    reward(query, 'ann', 1);
    reward(query, 'bob', 0.5);
    expect(rewardOfQuery(query)).toBe(0.75);
    for (let i = 0; i < 50; i++) reward(query, `u${i}`, 0);
    expect(query.rewards.size).toBe(20);
    reward(query, 'ann', 0.5);
    expect(query.rewards.get('ann')).toBe(0.5);
  });

  it('keeps the head of a long text', () => {
    expect(usedQuery('a'.repeat(9_000)).text).toHaveLength(400);
  });

  it.each([
    [{}, true],
    [{ userId: 'ann' }, true],
    [{ userId: 'bob' }, false],
    [{ pattern: 'bare' }, false],
    [{ tool: 'answer' }, true],
    [{ minConfidence: 0.8, maxConfidence: 0.8 }, true],
    [{ minConfidence: 0.81 }, false],
    [{ maxConfidence: 0.79 }, false],
    [{ sinceMs: 50, untilMs: 50 }, true],
    [{ sinceMs: 51 }, false],
    [{ untilMs: 49 }, false],
  ])('is named by the filter %j: %s', (filter, named) => {
    const query = usedQuery('x', { userId: 'ann', confidence: 0.8, timestampMs: 50 });
    expect(isNamed(query, historyFilter(filter))).toBe(named);
  });
});
