import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQueryWorld, type QueryWorld } from '../../../test/support/query-world.ts';
import { KnownWords } from './known-words.ts';
import { findNearWords } from './near-words.ts';

let world: QueryWorld;
const SCOPE = { tenant: 'default', collection: 'default' };

beforeAll(async () => {
  world = await openQueryWorld([{ id: 'a', text: 'Two teachers blame the operation of a building. We teach.' }]);
});
afterAll(() => world.close());

async function near(typed: string, maxDistance = typed.length < 8 ? 1 : 2) {
  const statistics = await world.ports.lexical.statistics(SCOPE);
  const ports = { ...world.ports, known: new KnownWords(world.ports.table) };
  const words = await findNearWords(ports, { scope: SCOPE, typed, maxDistance, statistics });
  return words.map(({ word, distance }) => `${word} ${distance}`);
}

describe('findNearWords', () => {
  it.each([
    ['buildign', 'building 1'],
    ['tecahers', 'teachers 1'],
    ['operaton', 'operation 1'],
    ['blaame', 'blame 1'],
    ['blaamed', 'blamed 1'],
    ['oprations', 'operations 1'],
  ])('of %j is %j', async (typed, expected) => {
    expect(await near(typed)).toContain(expected);
  });

  it('makes no word up, and finds none far away', async () => {
    expect(await near('blameation')).toEqual([]);
    expect(await near('elephant')).toEqual([]);
    expect(await near('x'.repeat(64))).toEqual([]);
  });
});
