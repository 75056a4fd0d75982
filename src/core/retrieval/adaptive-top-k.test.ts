import { describe, expect, it } from 'vitest';
import { ADAPTIVE_MAX, adaptiveTopK } from './adaptive-top-k.ts';

describe('adaptiveTopK', () => {
  it('stops where the curve breaks', () => {
    expect(adaptiveTopK([1, 0.98, 0.97, 0.95, 0.6, 0.59, 0.58])).toBe(4);
  });

  it('keeps at least three, also behind a clear winner', () => {
    expect(adaptiveTopK([1, 0.2, 0.1, 0.05])).toBe(3);
  });

  it('keeps a smooth list up to its limit', () => {
    const smooth = Array.from({ length: 60 }, (_, i) => 1 - i * 0.005);
    expect(adaptiveTopK(smooth)).toBe(ADAPTIVE_MAX);
  });

  it('drops what falls under the floor', () => {
    const falling = Array.from({ length: 20 }, (_, i) => 0.9 ** i);
    const kept = adaptiveTopK(falling);
    expect(falling[kept - 1]).toBeGreaterThanOrEqual(0.35);
    expect(falling[kept]).toBeLessThan(0.35);
  });

  it('never asks for more than there is', () => {
    expect(adaptiveTopK([])).toBe(0);
    expect(adaptiveTopK([1])).toBe(1);
    expect(adaptiveTopK([1, 1])).toBe(2);
    expect(adaptiveTopK([0, 0, 0, 0])).toBe(3);
  });
});
