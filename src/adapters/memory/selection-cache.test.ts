import { describe, expect, it } from 'vitest';
import { Bitset } from '../../shared/bitset.ts';
import { canonicalFilter } from './canonical-filter.ts';
import { SELECTIONS_MAX, SelectionCache } from './selection-cache.ts';

describe('SelectionCache', () => {
  it('drops the least recently used beyond its bound', () => {
    const cache = new SelectionCache();
    const hot = new Bitset(1);
    cache.set(1, 'hot', hot);
    for (let i = 0; i < 3 * SELECTIONS_MAX; i++) {
      cache.set(1, `k${i}`, new Bitset(32));
      expect(cache.get(1, 'hot')).toBe(hot);
    }
    expect(cache.get(1, 'k0')).toBeUndefined();
    expect(cache.bytes()).toBeLessThanOrEqual(SELECTIONS_MAX * 4);
  });

  it('forgets everything at another version', () => {
    const cache = new SelectionCache();
    cache.set(1, 'a', new Bitset(32));
    expect(cache.get(2, 'a')).toBeUndefined();
    cache.set(2, 'b', new Bitset(32));
    expect(cache.get(2, 'a')).toBeUndefined();
    expect(cache.bytes()).toBe(4);
  });

  it('does not keep selections of enormous filters', () => {
    const cache = new SelectionCache();
    cache.set(1, 'x'.repeat(100_000), new Bitset(32));
    expect(cache.bytes()).toBe(0);
  });
});

describe('canonicalFilter', () => {
  it('is one text for the orders of keys, parts and values', () => {
    const a = canonicalFilter({
      op: 'and',
      filters: [
        { op: 'in', field: 'f', values: ['x', 1, 'x'] },
        { op: 'exists', field: 'g', exists: true },
      ],
    });
    const b = canonicalFilter({
      filters: [
        { exists: true, field: 'g', op: 'exists' },
        { values: [1, 'x'], field: 'f', op: 'in' },
      ],
      op: 'and',
    });
    expect(a).toBe(b);
  });

  it('tells apart what means something else', () => {
    const texts = [
      canonicalFilter({ op: 'eq', field: 'f', value: 1 }),
      canonicalFilter({ op: 'eq', field: 'f', value: '1' }),
      canonicalFilter({ op: 'gte', field: 'f', value: 1 }),
      canonicalFilter({ op: 'eq', field: 'f",1)', value: 1 }),
      canonicalFilter({ op: 'not', filter: { op: 'eq', field: 'f', value: 1 } }),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });
});
