import { describe, expect, it } from 'vitest';
import { manualClock } from '../../shared/clock.ts';
import { PREFETCHES_PER_MINUTE_MAX, PrefetchBudget } from './prefetch-budget.ts';

describe('PrefetchBudget', () => {
  it('gives out so many a minute', () => {
    const clock = manualClock(1_000_000);
    const budget = new PrefetchBudget(clock);
    const taken = () => Array.from({ length: 100 }, () => budget.take()).filter(Boolean).length;
    expect(taken()).toBe(PREFETCHES_PER_MINUTE_MAX);
    clock.advance(59_999);
    expect(taken()).toBe(0);
    clock.advance(1);
    expect(taken()).toBe(PREFETCHES_PER_MINUTE_MAX);
  });

  it('rests nineteen times as long as the work took', () => {
    const clock = manualClock(1_000_000);
    const budget = new PrefetchBudget(clock);
    expect(budget.take()).toBe(true);
    budget.spent(10);
    clock.advance(189);
    expect(budget.take()).toBe(false);
    clock.advance(1);
    expect(budget.take()).toBe(true);
  });
});
