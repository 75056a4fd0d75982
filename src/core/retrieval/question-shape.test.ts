import { describe, expect, it } from 'vitest';
import { lateShareOf } from './question-shape.ts';

describe('lateShareOf', () => {
  it('is 1 for questions and full sentences', () => {
    expect(lateShareOf('treatment response?')).toBe(1);
    expect(lateShareOf('The drug reduces the risk of stroke in adults')).toBe(1);
  });

  it('is 0 for keywords', () => {
    expect(lateShareOf('thompson sampling regret bound')).toBe(0);
  });

  it('grows with the share of function words', () => {
    expect(lateShareOf('risk of stroke adults aspirin trial outcome mortality')).toBeCloseTo(1 / 8 / 0.2);
  });

  it('is 0 without words', () => {
    expect(lateShareOf('— …')).toBe(0);
    expect(lateShareOf('')).toBe(0);
  });
});
