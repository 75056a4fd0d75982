import { describe, expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

function filled(max: number, ...keys: readonly string[]): BoundedMap<string, string> {
  const map = new BoundedMap<string, string>(max);
  for (const key of keys) map.set(key, key);
  return map;
}

describe('BoundedMap', () => {
  it('holds at most so many entries: the one set longest ago gives way', () => {
    expect([...filled(2, 'a', 'b', 'c').values()]).toEqual(['b', 'c']);
  });

  it('keeps what was read lately, but not for a look', () => {
    const map = filled(2, 'a', 'b');
    expect(map.get('a')).toBe('a');
    map.set('c', 'c');
    expect(map.peek('a')).toBe('a');
    map.set('d', 'd');
    expect([...map.values()]).toEqual(['c', 'd']);
  });

  it('keeps what was set anew, without growing', () => {
    const map = filled(2, 'a', 'b', 'a', 'c');
    expect([...map.values()]).toEqual(['a', 'c']);
    expect(map.size).toBe(2);
  });

  it('forgets one entry or all', () => {
    const map = filled(3, 'a', 'b');
    expect(map.delete('a')).toBe(true);
    expect(map.delete('a')).toBe(false);
    expect(map.get('a')).toBeUndefined();
    map.clear();
    expect(map.size).toBe(0);
  });

  it('holds nothing when nothing may be held', () => {
    expect(filled(0, 'a').size).toBe(0);
  });
});
