import { describe, expect, it } from 'vitest';
import { testApp } from '../../../test/support/test-app.ts';
import { manualClock } from '../../shared/clock.ts';
import { delightFeature } from './routes.ts';

async function open(...switches: readonly (readonly [weight: number, on: boolean])[]) {
  const clock = manualClock(0);
  const capabilities = switches.map(([weight, on], i) => ({ name: `c${i}`, on, weight, detail: `the ${i}th` }));
  const { app } = await testApp({ features: [delightFeature({ clock, capabilities: async () => capabilities })] });
  return { clock, get: async (path: string) => (await app.inject(path)).json() };
}

describe('GET /api/cool-factor', () => {
  it('is the weight of what is on, of a hundred, and shows what would add how much', async () => {
    const { get } = await open([3, true], [1, false]);
    expect(await get('/api/cool-factor')).toEqual({
      cool_factor: 75,
      level: 'woven',
      capabilities: [
        { name: 'c0', on: true, points: 75, points_max: 75, detail: 'the 0th' },
        { name: 'c1', on: false, points: 0, points_max: 25, detail: 'the 1th' },
      ],
    });
  });

  it('goes from nothing to everything', async () => {
    expect(await (await open([1, false])).get('/api/cool-factor')).toMatchObject({ cool_factor: 0 });
    expect(await (await open([1, true], [2, true])).get('/api/cool-factor')).toMatchObject({
      cool_factor: 100,
      level: 'legendary',
    });
  });
});

describe('GET /api/easter-egg', () => {
  it('has one for the day, and tells when there is another', async () => {
    const { clock, get } = await open([1, true]);
    const first = await get('/api/easter-egg');
    clock.advance(first.next_in_ms - 1);
    expect((await get('/api/easter-egg')).message).toBe(first.message);
    clock.advance(1);
    expect((await get('/api/easter-egg')).message).not.toBe(first.message);
  });
});
