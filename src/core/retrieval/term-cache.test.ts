import { describe, expect, it } from 'vitest';
import { TermCache } from './term-cache.ts';

describe('TermCache', () => {
  it('never holds more than two generations', () => {
    const cache = new TermCache(10);
    for (let i = 0; i < 1000; i++) cache.set(`w${i}`, 'w');
    expect(cache.size).toBeLessThanOrEqual(20);
  });

  it('keeps a word that is asked for while others pass by', () => {
    const cache = new TermCache(10);
    cache.set('hot', 'h');
    for (let i = 0; i < 1000; i++) {
      cache.set(`w${i}`, 'w');
      expect(cache.get('hot')).toBe('h');
    }
    expect(cache.get('w1')).toBeUndefined();
  });

  it('tells an empty term from a word that is not there', () => {
    const cache = new TermCache(2);
    cache.set('the', '');
    expect(cache.get('the')).toBe('');
    expect(cache.get('cat')).toBeUndefined();
  });
});
