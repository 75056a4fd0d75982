import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Catalogue } from '../../src/ports/catalogue.ts';
import type { VectorIndex } from '../../src/ports/vector-index.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { faultsOf, VectorWorld } from '../support/vector-world.ts';
import { randomUnit } from '../support/vectors.ts';

const SCOPE = { tenant: 't', collection: 'c' };
const DIMENSIONS = 48;
const PREFIXES = [16, 24, 48];

export type VectorIndexHarness = { readonly catalogue: Catalogue; readonly index: VectorIndex };

/** What every vector index must do; the factory gives an empty one for 48 dimensions with the prefixes 16, 24 and 48. */
export function vectorIndexContract(
  name: string,
  create: (shape: { dimensions: number; prefixes: readonly number[] }) => VectorIndexHarness,
): void {
  describe(`${name}: vector index contract`, () => {
    let catalogue: Catalogue;
    let index: VectorIndex;
    let world: VectorWorld;
    let random: () => number;

    beforeEach(() => {
      ({ catalogue, index } = create({ dimensions: DIMENSIONS, prefixes: PREFIXES }));
      world = new VectorWorld(catalogue, index, SCOPE);
      random = seededRandom(7);
    });
    afterEach(() => index.close());

    const vectors = (count: number): Float32Array[] =>
      Array.from({ length: count }, () => randomUnit(random, DIMENSIONS));
    const axis = (at: number, value = 1): Float32Array => {
      const vector = new Float32Array(DIMENSIONS);
      vector[at] = value;
      return vector;
    };

    describe('empty', () => {
      it('finds nothing in a scope that was never used', async () => {
        expect(await world.search(axis(0), DIMENSIONS, 5)).toEqual([]);
        expect(Array.from(await world.scores(axis(0), [1, 2], DIMENSIONS))).toEqual([0, 0]);
      });

      it('takes an empty list of entries and of removals', async () => {
        await index.add(SCOPE, []);
        await index.remove(SCOPE, []);
        expect(await world.search(axis(0), DIMENSIONS, 5)).toEqual([]);
      });

      it('finds nothing again after the last document went', async () => {
        await world.put('d', 1, vectors(3));
        await world.delete('d');
        expect(await world.search(axis(0), DIMENSIONS, 5)).toEqual([]);
      });

      it('passes over a removal of what it never held', async () => {
        await world.put('d', 1, [axis(0)]);
        await index.remove(SCOPE, [99]);
        expect((await world.search(axis(0), DIMENSIONS, 5)).map(({ chunk }) => chunk)).toEqual([1]);
      });
    });

    describe('nearest neighbours', () => {
      it.each(PREFIXES)('are those of brute force over %i dimensions', async (dimensions) => {
        for (let d = 0; d < 30; d++) await world.put(`d${d}`, 1 + 10 * d, vectors(10));
        for (const query of vectors(20)) {
          const hits = await world.search(query, dimensions, 10);
          expect(faultsOf(hits, world.truth(query, dimensions), 10)).toEqual([]);
        }
      });

      it('finds a vector by itself with the cosine 1, and its opposite with −1', async () => {
        const [vector = axis(0)] = vectors(1);
        await world.put('d', 1, [vector.map((v) => -v), vector]);
        const hits = await world.search(vector, DIMENSIONS, 2);
        expect(hits.map(({ chunk }) => chunk)).toEqual([2, 1]);
        expect(hits[0]?.score).toBeCloseTo(1, 4);
        expect(hits[1]?.score).toBeCloseTo(-1, 4);
      });

      it('does not depend on the length of the query', async () => {
        await world.put('d', 1, vectors(40));
        const [query = axis(0)] = vectors(1);
        const hits = await world.search(
          query.map((v) => v * 1_000),
          DIMENSIONS,
          10,
        );
        expect(faultsOf(hits, world.truth(query, DIMENSIONS), 10)).toEqual([]);
      });

      it('compares only the prefix, as if the rest were not there', async () => {
        const far = axis(0);
        far[40] = 5;
        await world.put('d', 1, [far, axis(1)]);
        expect((await world.search(axis(0), 16, 1))[0]).toMatchObject({ chunk: 1 });
        expect((await world.search(axis(0), 16, 1))[0]?.score).toBeCloseTo(1, 4);
        expect((await world.search(axis(0), DIMENSIONS, 1))[0]?.score).toBeCloseTo(1 / Math.sqrt(26), 3);
      });

      it('gives all there are when the limit is larger', async () => {
        await world.put('d', 1, vectors(7));
        const query = axis(3);
        expect(faultsOf(await world.search(query, DIMENSIONS, 500), world.truth(query, DIMENSIONS), 500)).toEqual([]);
      });

      it('gives nothing for the limit 0', async () => {
        await world.put('d', 1, vectors(7));
        expect(await world.search(axis(3), DIMENSIONS, 0)).toEqual([]);
      });

      it('orders ties by chunk key, whatever the order they came in', async () => {
        await world.put('z', 500, [axis(0), axis(0)]);
        await world.put('a', 100, [axis(0), axis(1)]);
        await world.put('m', 300, [axis(0)]);
        const hits = await world.search(axis(0), DIMENSIONS, 3);
        expect(hits.map(({ chunk }) => chunk)).toEqual([100, 300, 500]);
      });

      it('orders hundreds of equal vectors by chunk key', async () => {
        await world.put(
          'late',
          1_000,
          Array.from({ length: 300 }, () => axis(2)),
        );
        await world.put(
          'early',
          1,
          Array.from({ length: 300 }, () => axis(2)),
        );
        const hits = await world.search(axis(2), DIMENSIONS, 10);
        expect(hits.map(({ chunk }) => chunk)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      });

      it('finds nothing for a query of zeros, also when only the prefix is zeros', async () => {
        await world.put('d', 1, vectors(3));
        expect(await world.search(new Float32Array(DIMENSIONS), DIMENSIONS, 3)).toEqual([]);
        expect(await world.search(axis(20), 16, 3)).toEqual([]);
      });

      it('gives a vector of zeros the cosine 0', async () => {
        await world.put('d', 1, [new Float32Array(DIMENSIONS), axis(0), axis(0, -1)]);
        const hits = await world.search(axis(0), DIMENSIONS, 3);
        expect(hits.map(({ chunk }) => chunk)).toEqual([2, 1, 3]);
        expect(hits[1]?.score).toBe(0);
      });
    });

    describe('scores', () => {
      it('are the cosines of the given chunks in their order, 0 for the unknown', async () => {
        await world.put('d', 1, [axis(0), axis(1), axis(0, -1)]);
        const scores = Array.from(await world.scores(axis(0), [3, 77, 1, 2], DIMENSIONS));
        expect(scores.map((score) => Math.round(score * 1e4) / 1e4)).toEqual([-1, 0, 1, 0]);
      });

      it.each(PREFIXES)('agree with brute force over %i dimensions for hundreds of chunks', async (dimensions) => {
        await world.put('d', 1, vectors(700));
        const [query = axis(0)] = vectors(1);
        const truth = world.truth(query, dimensions);
        const scores = await world.scores(
          query,
          truth.map(({ chunk }) => chunk),
          dimensions,
        );
        truth.forEach(({ score }, i) => {
          expect(Math.abs((scores[i] ?? 9) - score)).toBeLessThan(2e-4);
        });
      });

      it('are zeros for a query of zeros', async () => {
        await world.put('d', 1, vectors(2));
        expect(Array.from(await world.scores(new Float32Array(DIMENSIONS), [1, 2], DIMENSIONS))).toEqual([0, 0]);
      });
    });

    describe('visibility', () => {
      it('shows a staged chunk only when it is published', async () => {
        const partition = catalogue.open(SCOPE);
        const facts = { documentId: 'd', title: '', uri: null, tags: [], metadata: {}, enabled: true };
        partition.stage(facts, [1]);
        await index.add(SCOPE, world.entries([1], [axis(0)]));
        expect(await world.search(axis(0), DIMENSIONS, 5)).toEqual([]);
        partition.publish('d');
        expect((await world.search(axis(0), DIMENSIONS, 5)).map(({ chunk }) => chunk)).toEqual([1]);
      });

      it('hides a retired document at once, before the index is told', async () => {
        await world.put('a', 1, [axis(0)]);
        await world.put('b', 2, [axis(1)]);
        world.retire('a');
        expect((await world.search(axis(0), DIMENSIONS, 5)).map(({ chunk }) => chunk)).toEqual([2]);
      });

      it('hides a disabled document and shows it again', async () => {
        await world.put('a', 1, [axis(0)]);
        world.setFacts('a', { enabled: false });
        expect(await world.search(axis(0), DIMENSIONS, 5)).toEqual([]);
        world.setFacts('a', { enabled: true });
        expect(await world.search(axis(0), DIMENSIONS, 5)).toHaveLength(1);
      });

      it('answers with the new revision alone', async () => {
        await world.put('a', 1, [axis(0), axis(0)]);
        await world.put('a', 10, [axis(1)]);
        expect((await world.search(axis(0), DIMENSIONS, 5)).map(({ chunk }) => chunk)).toEqual([10]);
      });

      it('never shows a former vector at an ordinal that is used again', async () => {
        await world.put('a', 1, [axis(0), axis(0)]);
        const taken = catalogue.open(SCOPE).ordinalOf(1);
        await world.delete('a');
        await world.put('b', 5, [axis(1), axis(1)]);
        expect([5, 6].map((chunk) => catalogue.open(SCOPE).ordinalOf(chunk))).toContain(taken);
        const hits = await world.search(axis(0), DIMENSIONS, 5);
        expect(hits).toEqual([
          { chunk: 5, score: 0 },
          { chunk: 6, score: 0 },
        ]);
      });

      it('writes a chunk again with its new vector', async () => {
        await world.put('a', 1, [axis(0)]);
        await index.add(SCOPE, world.entries([1], [axis(1)]));
        expect((await world.search(axis(1), DIMENSIONS, 1))[0]?.score).toBeCloseTo(1, 4);
        expect(Array.from(await world.scores(axis(0), [1], DIMENSIONS))).toEqual([0]);
      });
    });

    describe('filters', () => {
      const tagged = { op: 'eq', field: 'tags', value: 'x' } as const;

      it('are exact: the nearest that satisfy it, however many do not', async () => {
        for (let d = 0; d < 60; d++) {
          await world.put(`d${d}`, 1 + 5 * d, vectors(5), { tags: d % 7 === 0 ? ['x'] : ['y'], metadata: { n: d } });
        }
        const some = { op: 'lte', field: 'n', value: 8 } as const;
        for (const filter of [tagged, { op: 'not', filter: tagged } as const, some]) {
          for (const query of vectors(5)) {
            const hits = await world.search(query, 24, 10, filter);
            expect(faultsOf(hits, world.truth(query, 24, filter), 10)).toEqual([]);
          }
        }
      });

      it('that nothing satisfies give nothing', async () => {
        await world.put('a', 1, vectors(20));
        expect(await world.search(axis(0), DIMENSIONS, 5, tagged)).toEqual([]);
      });

      it('follow the facts when they change', async () => {
        await world.put('a', 1, [axis(0)]);
        world.setFacts('a', { tags: ['x'] });
        expect(await world.search(axis(0), DIMENSIONS, 5, tagged)).toHaveLength(1);
        world.setFacts('a', { tags: [] });
        expect(await world.search(axis(0), DIMENSIONS, 5, tagged)).toEqual([]);
      });
    });

    it('never mixes scopes, also where their names run together', async () => {
      const others = [
        { tenant: 'tc', collection: '' },
        { tenant: '', collection: 'tc' },
        { tenant: 't', collection: 'd' },
      ].map((scope) => new VectorWorld(catalogue, index, scope));
      await world.put('a', 1, vectors(80));
      for (const [i, other] of others.entries()) await other.put('a', 1_000 * (i + 1), vectors(80));
      await others[1]?.delete('a');
      for (const each of [world, ...others]) {
        const query = axis(5);
        expect(faultsOf(await each.search(query, 24, 200), each.truth(query, 24), 200)).toEqual([]);
      }
      expect(Array.from(await world.scores(axis(5), [1_000, 3_000], 24))).toEqual([0, 0]);
    });

    it('rejects at once when the caller has given up', async () => {
      await world.put('a', 1, vectors(3));
      const reason = new Error('gone');
      const options = { dimensions: 24, limit: 3, filter: null, signal: AbortSignal.abort(reason) };
      await expect(index.search(SCOPE, axis(0), options)).rejects.toBe(reason);
    });

    it('answers many searches at once, each its own', async () => {
      await world.put('a', 1, vectors(300));
      const queries = vectors(40);
      const all = await Promise.all(queries.map((query) => world.search(query, 24, 5)));
      all.forEach((hits, i) => {
        expect(faultsOf(hits, world.truth(queries[i] ?? axis(0), 24), 5)).toEqual([]);
      });
    });

    it('holds thousands of rows, exact while it grows', async () => {
      const before = index.bytes();
      for (let d = 0; d < 40; d++) await world.put(`d${d}`, 1 + 500 * d, vectors(500));
      expect(index.bytes()).toBeGreaterThan(before);
      for (const query of vectors(4)) {
        expect(faultsOf(await world.search(query, 24, 10), world.truth(query, 24), 10)).toEqual([]);
      }
    });

    it('agrees with plain maps after any history of changes', async () => {
      const change = fc.oneof(
        fc.record({ op: fc.constant('put'), id: fc.nat(5), size: fc.nat(90), seed: fc.nat() }),
        fc.record({ op: fc.constant('delete'), id: fc.nat(5), size: fc.nat(1), seed: fc.nat() }),
        fc.record({ op: fc.constant('toggle'), id: fc.nat(5), size: fc.nat(1), seed: fc.nat() }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 12 }), fc.constantFrom(...PREFIXES), async (changes, prefix) => {
          const made = create({ dimensions: DIMENSIONS, prefixes: PREFIXES });
          const fresh = new VectorWorld(made.catalogue, made.index, SCOPE);
          let chunk = 1;
          for (const { op, id, size, seed } of changes) {
            const own = seededRandom(seed);
            const some = Array.from({ length: size }, () => randomUnit(own, DIMENSIONS));
            if (op === 'put') await fresh.put(`d${id}`, chunk, some);
            else if (op === 'delete' && fresh.documentIds().includes(`d${id}`)) await fresh.delete(`d${id}`);
            else fresh.setFacts(`d${id}`, { enabled: seed % 2 === 0 });
            chunk += size;
            const query = randomUnit(own, DIMENSIONS);
            expect(faultsOf(await fresh.search(query, prefix, 6), fresh.truth(query, prefix), 6)).toEqual([]);
          }
          await made.index.close();
        }),
        { numRuns: 12, seed: 11 },
      );
    });
  });
}
