import { describe, expect, it } from 'vitest';
import { memorySaved } from '../../../test/support/memory-saved.ts';
import { manualClock } from '../../shared/clock.ts';
import { Dictionary } from './dictionary.ts';

const setUp = () => {
  const clock = manualClock(1_000);
  const store = memorySaved();
  return { clock, store, dictionary: new Dictionary(store, clock) };
};
const TS = { short: 'TS', long: 'Thompson Sampling' };
const PAGE = { limit: 10, after: null };

describe('Dictionary', () => {
  it('makes and replaces entries, found in any letter case, of the tenant alone', async () => {
    const { dictionary, clock } = setUp();
    expect(await dictionary.put('acme', TS)).toBe(true);
    clock.advance(5);
    expect(await dictionary.put('acme', { short: 'ts', long: 'time series' })).toBe(false);
    expect(await dictionary.find('acme', 'Ts')).toEqual({ short: 'ts', long: 'time series', updatedAtMs: 1_005 });
    expect(await dictionary.find('globex', 'TS')).toBeNull();
    expect(await dictionary.list('globex', PAGE)).toEqual([]);
  });

  it('lists by the short forms', async () => {
    const { dictionary } = setUp();
    for (const short of ['RL', 'AB', 'ts']) await dictionary.put('acme', { short, long: `long ${short}` });
    expect((await dictionary.list('acme', PAGE)).map(({ short }) => short)).toEqual(['AB', 'RL', 'ts']);
  });

  it('deletes once', async () => {
    const { dictionary } = setUp();
    await dictionary.put('acme', TS);
    await expect(dictionary.delete('globex', 'TS')).rejects.toMatchObject({ code: 'ABBREVIATION_NOT_FOUND' });
    await dictionary.delete('acme', 'ts');
    await expect(dictionary.delete('acme', 'TS')).rejects.toMatchObject({ code: 'ABBREVIATION_NOT_FOUND' });
  });

  it('is bounded, and gives up on what changes all the time', async () => {
    const { store, clock } = setUp();
    const full = new Dictionary({ ...store, create: async () => 'full' }, clock);
    await expect(full.put('acme', TS)).rejects.toMatchObject({ code: 'SAVED_LIMIT_REACHED' });
    const restless = new Dictionary({ ...store, create: async () => 'exists' }, clock);
    await expect(restless.put('acme', TS)).rejects.toMatchObject({ code: 'SERVER_OVERLOADED' });
  });

  it('keeps one of many writes at once', async () => {
    const { dictionary } = setUp();
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, i) => dictionary.put('acme', { ...TS, long: `long ${i}` })),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await dictionary.list('acme', PAGE)).toHaveLength(1);
  });
});
