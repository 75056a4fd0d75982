import { describe, expect, it } from 'vitest';
import { NAMES_MAX, Tally } from './tally.ts';

describe('Tally', () => {
  it('counts by name, most frequent first, and adds up', () => {
    const tally = Tally.from({ fast: 2, bare: 5 });
    tally.add('fast', 4);
    tally.merge(Tally.from({ fused: 1, bare: 1 }));
    expect(Object.entries(tally.toStored())).toEqual([
      ['bare', 6],
      ['fast', 6],
      ['fused', 1],
    ]);
    expect(tally.total).toBe(13);
  });

  it('counts names beyond its bound together', () => {
    const tally = new Tally();
    for (let i = 0; i < 2 * NAMES_MAX; i++) tally.add(`n${i}`);
    const stored = tally.toStored();
    expect(Object.keys(stored)).toHaveLength(NAMES_MAX);
    expect(stored['other']).toBe(NAMES_MAX + 1);
    expect([tally.total, tally.bytes() < 5_000]).toEqual([2 * NAMES_MAX, true]);
  });
});
