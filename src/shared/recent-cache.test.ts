import { expect, test } from 'vitest';
import { RecentCache } from './recent-cache.ts';

test('keeps what was used recently and never more than its limit', () => {
  const cache = new RecentCache<number, string>(8);
  cache.set(0, 'kept');
  for (let i = 1; i <= 100; i++) {
    cache.set(i, `value ${i}`);
    expect(cache.get(0)).toBe('kept');
    expect(cache.size).toBeLessThanOrEqual(8 + 1);
  }
  expect(cache.get(100)).toBe('value 100');
  expect(cache.get(50)).toBeUndefined();
});

test('never holds more than its limit, whatever passes by', () => {
  const cache = new RecentCache<string, string>(20);
  for (let i = 0; i < 1000; i++) cache.set(`w${i}`, 'w');
  expect(cache.size).toBeLessThanOrEqual(20);
});

test('an empty value is told from one that is not there', () => {
  const cache = new RecentCache<string, string>(4);
  cache.set('the', '');
  expect(cache.get('the')).toBe('');
  expect(cache.get('cat')).toBeUndefined();
});

test('a value that is set again is replaced', () => {
  const cache = new RecentCache<string, number>(4);
  cache.set('a', 1);
  cache.set('a', 2);
  expect(cache.get('a')).toBe(2);
});
