import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Catalogue } from '../../src/ports/catalogue.ts';
import type { LateIndex, LateQuery } from '../../src/ports/late-index.ts';
import type { TokenTable } from '../../src/ports/token-table.ts';
import { factsOf } from '../support/facts.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { cosine } from '../support/vectors.ts';

const SCOPE = { tenant: 't', collection: 'c' };
const ROWS = 300;
const DIMENSIONS = 32;
const COMPARED = 16;
/** A row of zeros, like that of [UNK]. */
const SILENT = 0;

/** What every late-interaction index must do. The factory gives one over `table` that compares its first `dimensions`. */
export function lateIndexContract(
  name: string,
  create: (options: { table: TokenTable; dimensions: number }) => { catalogue: Catalogue; index: LateIndex },
): void {
  describe(`${name}: late index contract`, () => {
    const table = randomTable();
    let catalogue: Catalogue;
    let index: LateIndex;

    beforeEach(() => {
      ({ catalogue, index } = create({ table, dimensions: COMPARED }));
    });

    const put = async (documentId: string, chunks: ReadonlyMap<number, readonly number[]>, scope = SCOPE) => {
      const partition = catalogue.open(scope);
      partition.stage(factsOf(documentId), [...chunks.keys()]);
      await index.add(
        scope,
        Array.from(chunks, ([chunk, pieces]) => ({ chunk, pieces: Uint16Array.from(pieces) })),
      );
      partition.publish(documentId);
    };
    const drop = async (documentId: string, scope = SCOPE) => {
      const chunks = catalogue.open(scope).retire(documentId);
      await index.remove(scope, chunks);
      catalogue.open(scope).release(chunks);
    };
    const ask = (pieces: readonly number[], weights = pieces.map(() => 1)): LateQuery => ({
      pieces: Uint16Array.from(pieces),
      weights: Float32Array.from(weights),
    });
    const scores = async (query: LateQuery, chunks: readonly number[], scope = SCOPE) =>
      Array.from(await index.scores(scope, query, chunks));

    it('gives 0 where nothing is', async () => {
      expect(await scores(ask([1]), [1, 2])).toEqual([0, 0]);
      expect(index.chunkCount(SCOPE)).toBe(0);
      expect(index.pieceFrequency(SCOPE, 1)).toBe(0);
    });

    it('gives no scores for no chunks', async () => {
      await put('d', new Map([[1, [5]]]));
      expect(await scores(ask([5]), [])).toEqual([]);
    });

    it('gives 1 when every query piece stands in the chunk', async () => {
      await put('d', new Map([[1, [5, 6, 7, 8, 9]]]));
      expect((await scores(ask([9, 5], [1, 4]), [1]))[0]).toBeCloseTo(1, 5);
    });

    it('takes the best cosine of each query piece, weighted', async () => {
      await put('d', new Map([[1, [5, 6, 7]]]));
      const [score] = await scores(ask([20, 21], [1, 3]), [1]);
      expect(score).toBeCloseTo(oracle(table, [5, 6, 7], ask([20, 21], [1, 3])), 5);
    });

    it('compares only the first dimensions', async () => {
      // Rows 1 and 2 are equal over the compared prefix and differ after it.
      await put('d', new Map([[1, [1]]]));
      expect((await scores(ask([2]), [1]))[0]).toBeCloseTo(1, 5);
      expect(table.similarity(1, 2)).toBeLessThan(0.9);
    });

    it('answers in the order of the chunks, 0 for the unknown, the same for a chunk named twice', async () => {
      await put(
        'd',
        new Map([
          [1, [5]],
          [2, [6]],
        ]),
      );
      const [a, b, c, d] = await scores(ask([6]), [2, 99, 1, 2]);
      expect(a).toBeCloseTo(1, 5);
      expect(b).toBe(0);
      expect(c).toBeLessThan(0.99);
      expect(d).toBe(a);
    });

    it('gives 0 for a chunk without pieces, a query without pieces, and weights of 0', async () => {
      await put(
        'd',
        new Map([
          [1, []],
          [2, [5]],
        ]),
      );
      expect(await scores(ask([5]), [1])).toEqual([0]);
      expect(await scores(ask([]), [2])).toEqual([0]);
      expect(await scores(ask([5], [0]), [2])).toEqual([0]);
    });

    it('counts a silent piece in the weights, with the cosine 0', async () => {
      await put('d', new Map([[1, [SILENT, 5]]]));
      expect((await scores(ask([SILENT, 5]), [1]))[0]).toBeCloseTo(0.5, 5);
    });

    it.each([1, 2, 3, 4, 5, 8, 13])('agrees with the formula for %i query pieces', async (count) => {
      const random = seededRandom(count);
      const some = (size: number) => Array.from({ length: size }, () => Math.floor(random() * ROWS));
      const chunks = new Map(Array.from({ length: 40 }, (_, i) => [i + 1, some(1 + (i % 17))]));
      await put('d', chunks);
      const query = ask(
        some(count),
        Array.from({ length: count }, () => random() * 5),
      );
      const got = await scores(query, [...chunks.keys()]);
      [...chunks.values()].forEach((pieces, i) => {
        expect(got[i]).toBeCloseTo(oracle(table, pieces, query), 4);
      });
    });

    it('scores thousands of chunks in one call', async () => {
      const chunks = new Map(Array.from({ length: 3_000 }, (_, i) => [i + 1, repeat(i, 60)]));
      await put('d', chunks);
      const query = ask([17, 40]);
      const got = await scores(query, [...chunks.keys()]);
      for (const i of [0, 1_023, 1_024, 2_047, 2_999]) {
        expect(got[i]).toBeCloseTo(oracle(table, repeat(i, 60), query), 4);
      }
    });

    describe('counts', () => {
      it('are of chunks that hold a piece, and of chunks', async () => {
        await put(
          'd',
          new Map([
            [1, [5, 6]],
            [2, [6, 7]],
          ]),
        );
        await put('e', new Map([[3, [6]]]));
        expect([5, 6, 7, 8].map((piece) => index.pieceFrequency(SCOPE, piece))).toEqual([1, 3, 1, 0]);
        expect(index.chunkCount(SCOPE)).toBe(3);
      });

      it('go down with what is removed', async () => {
        await put('d', new Map([[1, [5, 6]]]));
        await put('e', new Map([[2, [6]]]));
        await drop('d');
        expect([5, 6].map((piece) => index.pieceFrequency(SCOPE, piece))).toEqual([0, 1]);
        expect(index.chunkCount(SCOPE)).toBe(1);
      });

      it('count a chunk that is written again once', async () => {
        await put('d', new Map([[1, [5, 6]]]));
        await index.add(SCOPE, [{ chunk: 1, pieces: Uint16Array.of(6, 7) }]);
        expect([5, 6, 7].map((piece) => index.pieceFrequency(SCOPE, piece))).toEqual([0, 1, 1]);
        expect(index.chunkCount(SCOPE)).toBe(1);
        expect((await scores(ask([7]), [1]))[0]).toBeCloseTo(1, 5);
      });
    });

    it('forgets a removed chunk, and never shows its pieces at an ordinal that is used again', async () => {
      await put('d', new Map([[1, [5]]]));
      await drop('d');
      expect(await scores(ask([5]), [1])).toEqual([0]);
      await put('e', new Map([[2, [6]]]));
      expect((await scores(ask([5]), [2]))[0]).toBeCloseTo(oracle(table, [6], ask([5])), 4);
      expect(await scores(ask([5]), [1])).toEqual([0]);
    });

    it('passes over removals of what it never held', async () => {
      await put('d', new Map([[1, [5]]]));
      await index.remove(SCOPE, [7]);
      await index.remove({ tenant: 'nobody', collection: '' }, [1]);
      expect(index.chunkCount(SCOPE)).toBe(1);
    });

    it('never mixes scopes, also where their names run together', async () => {
      const other = { tenant: 'tc', collection: '' };
      await put('d', new Map([[1, [5]]]));
      await put('d', new Map([[2, [6]]]), other);
      expect(await scores(ask([6]), [2])).toEqual([0]);
      expect(index.pieceFrequency(SCOPE, 6)).toBe(0);
      expect(index.pieceFrequency(other, 6)).toBe(1);
      await drop('d', other);
      expect((await scores(ask([5]), [1]))[0]).toBeCloseTo(1, 5);
    });

    it('does not grow without end when documents are replaced', async () => {
      const pieces = repeat(3, 250);
      const round = async (from: number) => {
        for (let i = 0; i < 400; i++) await put(`d${i}`, new Map([[from + i, pieces]]));
        for (let i = 0; i < 400; i++) await drop(`d${i}`);
      };
      for (let i = 0; i < 4; i++) await round(1 + i * 400);
      const settled = index.bytes();
      for (let i = 4; i < 16; i++) await round(1 + i * 400);
      expect(index.bytes()).toBeLessThanOrEqual(settled * 1.5);
    });

    it('agrees with plain maps after any history of changes', async () => {
      const change = fc.record({ id: fc.nat(9), size: fc.nat(60), seed: fc.nat() });
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 25 }), async (changes) => {
          ({ catalogue, index } = create({ table, dimensions: COMPARED }));
          const truth = new Map<string, readonly [number, readonly number[]]>();
          let chunk = 0;
          for (const { id, size, seed } of changes) {
            const document = `d${id}`;
            if (truth.delete(document)) await drop(document);
            else {
              const pieces = repeat(seed % ROWS, size);
              await put(document, new Map([[++chunk, pieces]]));
              truth.set(document, [chunk, pieces]);
            }
          }
          const query = ask([3, 100, 250]);
          const known = [...truth.values()];
          const got = await scores(
            query,
            known.map(([key]) => key),
          );
          known.forEach(([, pieces], i) => {
            expect(got[i]).toBeCloseTo(pieces.length === 0 ? 0 : oracle(table, pieces, query), 4);
          });
          const held = known.filter(([, pieces]) => pieces.includes(100)).length;
          expect(index.pieceFrequency(SCOPE, 100)).toBe(held);
          expect(index.chunkCount(SCOPE)).toBe(known.length);
        }),
        { numRuns: 40, seed: 2 },
      );
    });
  });
}

/** Distinct pieces from `start` on, wrapping round. */
function repeat(start: number, size: number): readonly number[] {
  return Array.from({ length: size }, (_, i) => (start + i) % ROWS);
}

function randomTable(): TokenTable {
  const random = seededRandom(99);
  const values = Int8Array.from({ length: ROWS * DIMENSIONS }, () => Math.round(random() * 254 - 127));
  values.fill(0, SILENT * DIMENSIONS, (SILENT + 1) * DIMENSIONS);
  values.copyWithin(2 * DIMENSIONS, DIMENSIONS, DIMENSIONS + COMPARED);
  const scales = Float32Array.from({ length: ROWS }, () => 0.01 + random());
  const row = (id: number): Float32Array => Float32Array.from(values.subarray(id * DIMENSIONS, (id + 1) * DIMENSIONS));
  return {
    rows: ROWS,
    dimensions: DIMENSIONS,
    values,
    scales,
    tokenize: (text) => Uint16Array.from(text, (character) => character.charCodeAt(0) % ROWS),
    similarity: (a, b, dimensions = DIMENSIONS) => cosine(row(a), row(b), dimensions),
  };
}

function oracle(table: TokenTable, pieces: readonly number[], query: LateQuery): number {
  let sum = 0;
  let total = 0;
  query.pieces.forEach((piece, i) => {
    const weight = query.weights[i] ?? 0;
    total += weight;
    sum += weight * Math.max(...pieces.map((other) => table.similarity(piece, other, COMPARED)));
  });
  return sum / total;
}
