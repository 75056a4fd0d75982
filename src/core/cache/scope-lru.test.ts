import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { ScopeLru } from './scope-lru.ts';

const ROOMY = { entriesMax: 100, bytesMax: 10_000 };
const at = (key: string, { tenant = 'a', collection = 'c', version = 1 } = {}) => ({
  scope: { tenant, collection },
  version,
  key,
});

describe('ScopeLru', () => {
  it('gives back what was kept, in its scope alone', () => {
    const lru = new ScopeLru<string>(ROOMY);
    expect(lru.put(at('k'), 'v', 10)).toBe(true);
    expect(lru.get(at('k'))).toMatchObject({ value: 'v', bytes: 10 });
    expect(lru.get(at('k', { tenant: 'b' }))).toBe('absent');
    expect(lru.get(at('k', { collection: 'd' }))).toBe('absent');
    expect(lru.get(at('other'))).toBe('absent');
  });

  it('replaces without counting twice', () => {
    const lru = new ScopeLru<string>(ROOMY);
    lru.put(at('k'), 'old', 10);
    lru.put(at('k'), 'new', 30);
    expect(lru.get(at('k'))).toMatchObject({ value: 'new' });
    expect(lru.statistics).toEqual({ entries: 1, bytes: 30, evicted: 0, outdated: 0 });
    lru.delete(at('k'));
    lru.delete(at('k'));
    expect(lru.statistics).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('lets everything of a scope go when its version changed', () => {
    const lru = new ScopeLru<string>(ROOMY);
    lru.put(at('k'), 'v', 10);
    lru.put(at('l'), 'v', 10);
    lru.put(at('k', { collection: 'd' }), 'v', 10);
    expect(lru.get(at('k', { version: 2 }))).toBe('outdated');
    expect(lru.statistics).toEqual({ entries: 1, bytes: 10, evicted: 0, outdated: 2 });
    expect(lru.get(at('l'))).toBe('absent');
    lru.put(at('k', { version: 2 }), 'new', 10);
    lru.put(at('m', { version: 3 }), 'newer', 10);
    expect(lru.get(at('k', { version: 3 }))).toBe('absent');
  });

  it('forgets a tenant', () => {
    const lru = new ScopeLru<string>(ROOMY);
    lru.put(at('k'), 'v', 10);
    lru.put(at('k', { collection: 'd' }), 'v', 10);
    lru.put(at('k', { tenant: 'b' }), 'v', 10);
    lru.forget('a');
    expect(lru.statistics).toEqual({ entries: 1, bytes: 10, evicted: 0, outdated: 0 });
    expect(lru.get(at('k'))).toBe('absent');
  });

  it('evicts what was used the longest ago', () => {
    const lru = new ScopeLru<string>({ entriesMax: 2, bytesMax: 100 });
    lru.put(at('1'), 'v', 10);
    lru.put(at('2'), 'v', 10);
    lru.get(at('1'));
    lru.put(at('3'), 'v', 10);
    expect(lru.get(at('2'))).toBe('absent');
    expect(lru.get(at('1'))).toMatchObject({ value: 'v' });
    expect(lru.statistics.evicted).toBe(1);
  });

  it('makes room in the tenant that holds most', () => {
    const lru = new ScopeLru<string>({ entriesMax: 100, bytesMax: 100 });
    lru.put(at('mine', { tenant: 'small' }), 'v', 20);
    for (let i = 0; i < 50; i++) lru.put(at(`${i}`, { tenant: 'large', collection: `c${i % 3}` }), 'v', 9);
    expect(lru.get(at('mine', { tenant: 'small' }))).toMatchObject({ value: 'v' });
    expect(lru.statistics.bytes).toBeLessThanOrEqual(100);
  });

  it('keeps nothing that is too large, and nothing at all without room', () => {
    const lru = new ScopeLru<string>({ entriesMax: 10, bytesMax: 100 });
    expect(lru.put(at('k'), 'v', 101)).toBe(false);
    expect(new ScopeLru<string>({ entriesMax: 0, bytesMax: 100 }).put(at('k'), 'v', 1)).toBe(false);
  });

  it('counts right through any sequence', () => {
    const random = seededRandom(21);
    const lru = new ScopeLru<number>({ entriesMax: 20, bytesMax: 300 });
    const pick = (n: number) => Math.floor(random() * n);
    const versions = [0, 0, 0, 0];
    const seen = new Map<string, number>();
    for (let step = 0; step < 5_000; step++) {
      const scope = pick(4);
      if (random() < 0.02) versions[scope] = (versions[scope] ?? 0) + 1;
      const where = at(`k${pick(12)}`, {
        tenant: `t${scope % 2}`,
        collection: `c${scope}`,
        version: versions[scope] ?? 0,
      });
      const name = `${scope}:${where.version}:${where.key}`;
      if (random() < 0.5) {
        lru.put(where, step, pick(40));
        seen.set(name, step);
      } else {
        const found = lru.get(where);
        if (typeof found !== 'string') expect(found.value).toBe(seen.get(name));
      }
      const { entries, bytes } = lru.statistics;
      expect(entries).toBeLessThanOrEqual(20);
      expect(bytes).toBeLessThanOrEqual(300);
    }
    for (let scope = 0; scope < 4; scope++)
      lru.get(at('gone', { tenant: `t${scope % 2}`, collection: `c${scope}`, version: 1e9 }));
    expect(lru.statistics).toMatchObject({ entries: 0, bytes: 0 });
  });
});
