import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { correctSpelling } from './correct-spelling.ts';
import { KnownWords } from './known-words.ts';
import { findSurface } from './word-surface.ts';

let world: QueryWorld;
const SCOPE = { tenant: 'default', collection: 'default' };

beforeAll(async () => {
  world = await openQueryWorld();
  const more = [
    'a silver latern hangs in the east wing',
    'a silver lantern hangs in the west wing, a lantern of brass',
    'what the keeper saw',
    'the water tank (WAT) beside the silver lantern',
  ];
  await world.add(more.map((text, i) => ({ id: `l${i}`, text, title: '' })));
});
afterAll(() => world.close());

const correct = (text: string) =>
  correctSpelling({ ...world.ports, known: new KnownWords(world.ports.table) }, SCOPE, text);

describe('correctSpelling', () => {
  it.each([
    ['what is the lighthosue made of', 'what is the lighthouse made of'],
    ['which tower is bulit of granitte', 'which tower is built of granite'],
    ['granitte towr', 'granite tower'],
    ['who was it desiegned by', 'who was it designed by'],
    ['Lighthosue of Fastnet Rock', 'Lighthouse of Fastnet Rock'],
    ['who was Robert Stevensen?', 'who was Robert Stevenson?'],
    ['the oldest survivign lighthouse', 'the oldest surviving lighthouse'],
    ['waht is the silver lantern', 'what is the silver lantern'],
  ])('makes %j %j', async (text, expected) => {
    expect((await correct(text)).text).toBe(expected);
  });

  it.each([
    'who built Bell Rock',
    'who wrote the photographers’ organization plays',
    'what is "granitte"',
    'open https://exmaple.org/lighthosue and granitte_towr',
    'GRANITTE of TOWR4',
    'who was Granitte',
    'a latern',
    'it is zzzzqqqq',
    'башня из гранита 東京の灯台',
    'x'.repeat(5_000),
    'hte'.repeat(3_333),
    '',
  ])('leaves %j alone', async (text) => {
    expect((await correct(text)).text).toBe(text);
  });

  it('says what was changed and why, and what else is as near', async () => {
    const { enhancements, others } = await correct('the silver lateern and the towr');
    expect(enhancements[0]).toMatchObject({ kind: 'spelling', from: 'lateern', to: 'latern' });
    expect(enhancements[1]).toEqual({
      kind: 'spelling',
      from: 'towr',
      to: 'tower',
      reason: 'no document has "towr"; 2 passages have "tower"',
    });
    expect(others.every(({ text }) => text.endsWith('tower'))).toBe(true);
  });

  it('of words as near takes the one that goes with the rest of the question', async () => {
    expect((await correct('the laxtern of brass')).text).toBe('the lantern of brass');
    expect((await correct('the laxtern in the west')).enhancements).toHaveLength(1);
  });

  it('looks at a bounded number of unknown words', async () => {
    const { enhancements } = await correct(Array.from({ length: 400 }, () => 'granitte').join(' '));
    expect(enhancements.length).toBeLessThanOrEqual(8);
  });

  it('is the same every time', async () => {
    const text = 'the silver lateern by the granit towr';
    expect(await correct(text)).toEqual(await correct(text));
  });
});

describe('findSurface', () => {
  it('gives the form nearest to what was typed, and null for what nobody may see', async () => {
    const surface = (term: string, typed: string, scope = SCOPE) => findSurface(world.ports, { scope, term, typed });
    expect(await surface('surviv', 'survivign')).toEqual({ word: 'surviving', distance: 1 });
    expect(await surface('lantern', 'lantern')).toEqual({ word: 'lantern', distance: 0 });
    expect(await surface('nowher', 'nowhere')).toBeNull();
    expect(await surface('lantern', 'lantern', { ...SCOPE, tenant: 'other' })).toBeNull();
  });
});
