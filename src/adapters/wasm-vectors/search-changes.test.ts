import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { factsOf } from '../../../test/support/facts.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { faultsOf, VectorWorld } from '../../../test/support/vector-world.ts';
import { randomUnit } from '../../../test/support/vectors.ts';
import type { Catalogue } from '../../ports/catalogue.ts';
import type { VectorIndex } from '../../ports/vector-index.ts';
import { createCatalogue } from '../memory/catalogue.ts';
import { createWasmVectorIndex } from './vector-index.ts';

const SCOPE = { tenant: 't', collection: 'c' };
const OTHER = { tenant: 'u', collection: 'c' };
const SHAPE = { dimensions: 32, prefixes: [16, 32] };

/** A search that does not run at once has read its selection when `search` returns; what comes next happens under it. */
describe.each([
  ['threads', 2],
  ['steps on the event loop', 0],
])('changes while a search runs in %s', (_, workers) => {
  let catalogue: Catalogue;
  let index: VectorIndex;
  let world: VectorWorld;
  const random = seededRandom(4);
  const vectors = (count: number) => Array.from({ length: count }, () => randomUnit(random, SHAPE.dimensions));
  const target = randomUnit(random, SHAPE.dimensions);

  beforeEach(() => {
    catalogue = createCatalogue();
    index = createWasmVectorIndex({ ...SHAPE, catalogue, workers, inlineWorkMax: 0 });
    world = new VectorWorld(catalogue, index, SCOPE);
  });
  afterEach(() => index.close());

  it('a document deleted meanwhile is not among the hits', async () => {
    await world.put('best', 1, [target]);
    await world.put('rest', 2, vectors(100));
    const searching = world.search(target, 32, 10);
    await world.delete('best');
    const hits = await searching;
    expect(faultsOf(hits, world.truth(target, 32), 10)).toEqual([]);
  });

  it('a document retired or disabled meanwhile is not among the hits', async () => {
    await world.put('retired', 1, [target]);
    await world.put('disabled', 2, [target]);
    await world.put('rest', 3, vectors(100));
    const searching = world.search(target, 32, 10);
    world.retire('retired');
    world.setFacts('disabled', { enabled: false });
    expect(faultsOf(await searching, world.truth(target, 32), 10)).toEqual([]);
  });

  it('a filter is held against the facts at the end', async () => {
    await world.put('a', 1, [target], { tags: ['x'] });
    await world.put('b', 2, vectors(10), { tags: ['x'] });
    const tagged = { op: 'eq', field: 'tags', value: 'x' } as const;
    const searching = world.search(target, 32, 20, tagged);
    world.setFacts('a', { tags: [] });
    expect(faultsOf(await searching, world.truth(target, 32, tagged), 20)).toEqual([]);
  });

  it('a row that another chunk took meanwhile is left out, and what stood there too', async () => {
    await world.put('old', 1, [target, target]);
    await world.put('rest', 10, vectors(50));
    const ordinals = [1, 2].map((chunk) => catalogue.open(SCOPE).ordinalOf(chunk));
    const searching = world.search(target, 32, 5);
    await world.delete('old');
    await world.put('new', 100, [target, target]);
    expect([100, 101].map((chunk) => catalogue.open(SCOPE).ordinalOf(chunk)).sort()).toEqual(ordinals.sort());
    const truth = world.truth(target, 32).filter(({ chunk }) => chunk < 100);
    expect(faultsOf(await searching, truth, 5)).toEqual([]);
  });

  it('rows of another scope in the blocks of one that was emptied do not appear', async () => {
    await world.put('mine', 1, [target, target]);
    const searching = world.search(target, 32, 5);
    await world.delete('mine');
    const other = new VectorWorld(catalogue, index, OTHER);
    await other.put('theirs', 1, [target, target]);
    expect(await searching).toEqual([]);
    expect(await other.search(target, 32, 5)).toHaveLength(2);
  });

  it('when nearly all candidates are replaced, it still gives as many hits as were asked for', async () => {
    await world.put(
      'old',
      1,
      Array.from({ length: 64 }, () => target),
    );
    await world.put('rest', 1_000, vectors(200));
    const searching = world.search(target, 32, 10);
    await world.put('old', 500, vectors(64));
    const hits = await searching;
    // What was written meanwhile is either seen whole (the search looked again) or not at all.
    const isNewSeen = hits.some(({ chunk }) => chunk < 1_000);
    const truth = world.truth(target, 32).filter(({ chunk }) => isNewSeen || chunk >= 1_000);
    expect(faultsOf(hits, truth, 10)).toEqual([]);
  });

  it('the memory may grow under it', async () => {
    await world.put('first', 1, vectors(2_000));
    const before = index.bytes();
    const searches = vectors(8).map((query) => [query, world.search(query, 16, 10)] as const);
    const truths = searches.map(([query]) => world.truth(query, 16));
    await new VectorWorld(catalogue, index, OTHER).put('more', 1, vectors(40_000));
    expect(index.bytes()).toBeGreaterThan(before + 2_000_000);
    for (const [i, [, searching]] of searches.entries()) {
      expect(faultsOf(await searching, truths[i] ?? [], 10)).toEqual([]);
    }
  });

  it('an abort rejects with its reason, and the next search is whole', async () => {
    await world.put('d', 1, vectors(20_000));
    const controller = new AbortController();
    const options = { dimensions: 32, limit: 5, filter: null, signal: controller.signal };
    const searching = index.search(SCOPE, target, options);
    const reason = new Error('gone');
    controller.abort(reason);
    if (workers > 0) await expect(searching).rejects.toBe(reason);
    else await searching;
    expect(faultsOf(await world.search(target, 32, 5), world.truth(target, 32), 5)).toEqual([]);
  });
});

describe('a row that nobody removed', () => {
  it('is not taken for the chunk that has its ordinal now', async () => {
    const catalogue = createCatalogue();
    const index = createWasmVectorIndex({ ...SHAPE, catalogue, workers: 0 });
    const world = new VectorWorld(catalogue, index, SCOPE);
    const [a, b] = [randomUnit(seededRandom(1), 32), randomUnit(seededRandom(2), 32)];
    await world.put('stays', 1, [b]);
    await world.put('goes', 2, [a]);
    const partition = catalogue.open(SCOPE);
    const ordinal = partition.ordinalOf(2);
    partition.release(world.retire('goes'));
    partition.stage(factsOf('comes'), [3]);
    partition.publish('comes');
    expect(partition.ordinalOf(3)).toBe(ordinal);
    expect((await world.search(a, 32, 5)).map(({ chunk }) => chunk)).toEqual([1]);
    expect(Array.from(await world.scores(a, [3], 32))).toEqual([0]);
    await index.close();
  });
});

describe('closing', () => {
  it('rejects the searches its threads run', async () => {
    const catalogue = createCatalogue();
    const index = createWasmVectorIndex({ ...SHAPE, catalogue, workers: 1, inlineWorkMax: 0 });
    const world = new VectorWorld(catalogue, index, SCOPE);
    const random = seededRandom(8);
    await world.put('d', 1, [randomUnit(random, 32)]);
    const searching = world.search(randomUnit(random, 32), 32, 5);
    const rejected = expect(searching).rejects.toMatchObject({ code: 'SERVER_STOPPING' });
    await index.close();
    await rejected;
  });
});
