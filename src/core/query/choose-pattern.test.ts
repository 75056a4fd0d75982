import { describe, expect, it } from 'vitest';
import { choosePattern } from './choose-pattern.ts';
import { queryRequest } from './query-request.ts';

const chosen = (pattern: 'auto' | 'bare' | 'fast' | 'fused', maxLatencyMs: number | null): string =>
  choosePattern(queryRequest('x', { pattern, maxLatencyMs })).name;

describe('choosePattern', () => {
  it('takes the pattern that was asked for, whatever the time limit', () => {
    expect(chosen('bare', null)).toBe('bare');
    expect(chosen('fused', 1)).toBe('fused');
  });

  it('takes the richest that fits the time limit for auto', () => {
    expect(chosen('auto', null)).toBe('fused');
    expect(chosen('auto', 25)).toBe('fused');
    expect(chosen('auto', 24)).toBe('fast');
    expect(chosen('auto', 7)).toBe('bare');
  });
});

it('auto takes what was tuned while it fits max_latency_ms', () => {
  const tuned = (maxLatencyMs: number | null, preferred: 'bare' | 'fast' | 'fused') =>
    choosePattern(queryRequest('x', { pattern: 'auto', maxLatencyMs }), preferred).name;
  expect([tuned(null, 'fast'), tuned(8, 'fast'), tuned(7, 'fast'), tuned(30, 'bare')]).toEqual([
    'fast',
    'fast',
    'bare',
    'bare',
  ]);
  expect(tuned(10, 'fused')).toBe('fast');
  expect(choosePattern(queryRequest('x', { pattern: 'fused' }), 'bare').name).toBe('fused');
});
