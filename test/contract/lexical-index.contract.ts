import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Catalogue } from '../../src/ports/catalogue.ts';
import type { Filter } from '../../src/ports/filter.ts';
import type { Hit, LexicalIndex, LexicalQuery } from '../../src/ports/lexical-index.ts';
import { factsOf } from '../support/facts.ts';
import { entryOf, type PlainChunk, plainScores } from '../support/lexical-oracle.ts';

const SCOPE = { tenant: 't', collection: 'c' };
const OTHER = { tenant: 't', collection: 'other' };

export type LexicalIndexFixture = { readonly index: LexicalIndex; readonly catalogue: Catalogue };

/** What every lexical index must do; the factory gives an empty index over an empty catalogue. */
export function lexicalIndexContract(name: string, create: () => LexicalIndexFixture): void {
  describe(`${name}: lexical index contract`, () => {
    let index: LexicalIndex;
    let catalogue: Catalogue;

    beforeEach(() => {
      ({ index, catalogue } = create());
    });

    const stage = async (
      documentId: string,
      chunks: readonly PlainChunk[],
      tags: readonly string[] = [],
      scope = SCOPE,
    ) => {
      catalogue.open(scope).stage(
        factsOf(documentId, { tags }),
        chunks.map(({ chunk }) => chunk),
      );
      await index.add(scope, chunks.map(entryOf));
    };
    const put = async (
      documentId: string,
      chunks: readonly PlainChunk[],
      tags: readonly string[] = [],
      scope = SCOPE,
    ) => {
      await stage(documentId, chunks, tags, scope);
      const replaced = catalogue.open(scope).publish(documentId);
      await index.remove(scope, replaced);
      catalogue.open(scope).release(replaced);
    };
    const drop = async (documentId: string, scope = SCOPE) => {
      const chunks = catalogue.open(scope).retire(documentId);
      await index.remove(scope, chunks);
      catalogue.open(scope).release(chunks);
    };
    const find = async (query: LexicalQuery, limit = 10, filter: Filter | null = null, scope = SCOPE) =>
      chunksOf(await index.search(scope, query, { limit, filter }));

    describe('search', () => {
      it('finds nothing in an empty scope', async () => {
        expect(await index.search(SCOPE, words('cat'), { limit: 5, filter: null })).toEqual([]);
      });

      it('finds chunks that hold a term, in the title or in the body', async () => {
        await put('d1', [plain(1, 'cat', 'dog'), plain(2, '', 'cat bird'), plain(3, 'fish', 'bird')]);
        expect((await find(words('cat'))).sort()).toEqual([1, 2]);
        expect(await find(words('fish'))).toEqual([3]);
      });

      it('gives the real BM25 sum', async () => {
        await put('d1', [plain(1, '', 'cat cat dog'), plain(2, '', 'dog')]);
        const hits = await index.search(SCOPE, words('cat'), { limit: 5, filter: null });
        const idf = Math.log(1 + 1.5 / 1.5);
        expect(hits[0]?.score).toBeCloseTo((idf * 2) / (2 + 0.9 * (0.6 + (0.4 * 3) / 2)), 6);
      });

      it('ranks rarer terms, more occurrences and shorter chunks higher', async () => {
        await put('d1', [plain(1, '', 'rare x'), plain(2, '', 'often x'), plain(3, '', 'often y')]);
        expect(await find(words('rare often'), 1)).toEqual([1]);
        await put('d2', [plain(4, '', 'lion lion a b'), plain(5, '', 'lion a b c'), plain(6, '', 'lion a b c d e f')]);
        expect(await find(words('lion'))).toEqual([4, 5, 6]);
      });

      it('adds up terms by their weight', async () => {
        await put('d1', [plain(1, '', 'cat'), plain(2, '', 'dog')]);
        expect(await find(weighted({ cat: 1, dog: 3 }))).toEqual([2, 1]);
        expect(await find(weighted({ cat: 3, dog: 1 }))).toEqual([1, 2]);
        const [single] = await index.search(SCOPE, weighted({ cat: 1 }), { limit: 1, filter: null });
        const [triple] = await index.search(SCOPE, weighted({ cat: 3 }), { limit: 1, filter: null });
        expect(triple?.score).toBeCloseTo(3 * (single?.score ?? 0), 5);
      });

      it('passes over terms of weight 0 and terms it does not hold', async () => {
        await put('d1', [plain(1, '', 'cat'), plain(2, '', 'dog')]);
        expect(await find(weighted({ cat: 1, dog: 0, unicorn: 5 }))).toEqual([1]);
        expect(await find(words('unicorn'))).toEqual([]);
        expect(await find({ terms: [], phrases: [] })).toEqual([]);
      });

      it('breaks ties by the chunk key, also at the limit', async () => {
        await put('d1', [plain(9, '', 'cat'), plain(3, '', 'cat'), plain(7, '', 'cat'), plain(5, '', 'cat')]);
        expect(await find(words('cat'))).toEqual([3, 5, 7, 9]);
        expect(await find(words('cat'), 2)).toEqual([3, 5]);
      });

      it('gives at most the limit, and nothing for none', async () => {
        await put(
          'd1',
          [1, 2, 3, 4].map((chunk) => plain(chunk, '', 'cat')),
        );
        expect(await find(words('cat'), 3)).toHaveLength(3);
        expect(await find(words('cat'), 0)).toEqual([]);
        expect(await find(words('cat'), 1_000_000)).toHaveLength(4);
      });

      it('rejects when the signal is aborted', async () => {
        await put('d1', [plain(1, '', 'cat')]);
        const options = { limit: 1, filter: null, signal: AbortSignal.abort(new Error('enough')) };
        await expect(index.search(SCOPE, words('cat'), options)).rejects.toThrow('enough');
      });
    });

    describe('visibility', () => {
      it('never shows a chunk that is not published', async () => {
        await stage('d1', [plain(1, '', 'cat')]);
        expect(await find(words('cat'))).toEqual([]);
        catalogue.open(SCOPE).publish('d1');
        expect(await find(words('cat'))).toEqual([1]);
      });

      it('hides a retired chunk before it is removed', async () => {
        await put('d1', [plain(1, '', 'cat')]);
        catalogue.open(SCOPE).retire('d1');
        expect(await find(words('cat'))).toEqual([]);
        expect([...(await index.scores(SCOPE, words('cat'), [1]))]).toEqual([0]);
      });

      it('hides a disabled document', async () => {
        await put('d1', [plain(1, '', 'cat')]);
        catalogue.open(SCOPE).setFacts(factsOf('d1', { enabled: false }));
        expect(await find(words('cat'))).toEqual([]);
        catalogue.open(SCOPE).setFacts(factsOf('d1'));
        expect(await find(words('cat'))).toEqual([1]);
      });

      it('keeps to the filter', async () => {
        await put('d1', [plain(1, '', 'cat cat')], ['red']);
        await put('d2', [plain(2, '', 'cat dog')], ['blue']);
        await put('d3', [plain(3, '', 'cat dog fish')], ['red', 'blue']);
        expect(await find(words('cat'), 10, { op: 'eq', field: 'tags', value: 'blue' })).toEqual([2, 3]);
        expect(await find(words('cat'), 1, { op: 'eq', field: 'tags', value: 'blue' })).toEqual([2]);
        expect(await find(words('cat'), 10, { op: 'eq', field: 'tags', value: 'green' })).toEqual([]);
      });

      it('shows the new revision in place of the old', async () => {
        await put('d1', [plain(1, '', 'cat'), plain(2, '', 'dog')]);
        await put('d1', [plain(3, '', 'cat fish')]);
        expect(await find(words('cat'))).toEqual([3]);
        expect(await find(words('dog'))).toEqual([]);
      });
    });

    describe('scopes', () => {
      it('finds only its own chunks', async () => {
        await put('d1', [plain(1, '', 'cat')]);
        await put('d1', [plain(2, '', 'cat')], [], OTHER);
        expect(await find(words('cat'))).toEqual([1]);
        expect(await find(words('cat'), 10, null, OTHER)).toEqual([2]);
        expect([...(await index.scores(SCOPE, words('cat'), [2]))]).toEqual([0]);
      });

      it('never counts frequencies across scopes', async () => {
        await put('d1', [plain(1, '', 'cat'), plain(2, '', 'dog')]);
        const before = await index.search(SCOPE, words('cat'), { limit: 1, filter: null });
        await put('d1', [plain(3, '', 'cat'), plain(4, '', 'cat dog dog dog')], [], OTHER);
        expect(await index.search(SCOPE, words('cat'), { limit: 1, filter: null })).toEqual(before);
        const { chunkCount, documentFrequency } = await index.statistics(OTHER);
        expect([chunkCount, documentFrequency('cat'), documentFrequency('dog')]).toEqual([2, 2, 1]);
      });
    });

    describe('remove', () => {
      it('forgets a chunk and gives its statistics back', async () => {
        await put('d1', [plain(1, '', 'cat dog')]);
        await put('d2', [plain(2, '', 'cat')]);
        await drop('d1');
        expect(await find(words('cat dog'))).toEqual([2]);
        const { chunkCount, documentFrequency } = await index.statistics(SCOPE);
        expect([chunkCount, documentFrequency('cat'), documentFrequency('dog')]).toEqual([1, 1, 0]);
      });

      it('scores as if the removed chunk had never been', async () => {
        await put('d1', [plain(1, '', 'cat dog'), plain(2, 'dog', 'bird bird bird')]);
        const before = await index.search(SCOPE, words('cat dog'), { limit: 5, filter: null });
        await put('d2', [plain(3, 'cat cat', 'dog dog dog fish fish fish')]);
        await drop('d2');
        expect(await index.search(SCOPE, words('cat dog'), { limit: 5, filter: null })).toEqual(before);
      });

      it('leaves nothing of the old chunk where its place is used again', async () => {
        await put('d1', [plain(1, 'old title', 'cat dog cat')]);
        await put('d2', [plain(2, '', 'fish')]);
        await drop('d1');
        await put('d3', [plain(3, '', 'bird')]);
        expect(await find(words('cat dog old title'))).toEqual([]);
        expect(await find(phrase('old title'))).toEqual([]);
        expect(await find(words('bird'))).toEqual([3]);
        expect([...(await index.scores(SCOPE, words('cat'), [1, 3]))]).toEqual([0, 0]);
      });

      it('ignores chunks and scopes it does not know', async () => {
        await index.remove(SCOPE, [1, 2]);
        await put('d1', [plain(1, '', 'cat')]);
        await index.remove(SCOPE, [99]);
        expect(await find(words('cat'))).toEqual([1]);
      });

      it('forgets a chunk once, however often it is removed', async () => {
        await put('d1', [plain(1, '', 'cat'), plain(2, '', 'cat')]);
        await index.remove(SCOPE, [1, 1]);
        await index.remove(SCOPE, [1]);
        expect((await index.statistics(SCOPE)).chunkCount).toBe(1);
        expect(await find(words('cat'))).toEqual([2]);
      });
    });

    describe('add', () => {
      it('replaces a chunk that is added again', async () => {
        await put('d1', [plain(1, '', 'cat cat')]);
        await index.add(SCOPE, [entryOf(plain(1, '', 'dog'))]);
        expect(await find(words('cat'))).toEqual([]);
        expect(await find(words('dog'))).toEqual([1]);
        expect((await index.statistics(SCOPE)).chunkCount).toBe(1);
      });

      it('counts chunks that are not visible yet in its statistics', async () => {
        await stage('d1', [plain(1, '', 'cat')]);
        const { chunkCount, documentFrequency } = await index.statistics(SCOPE);
        expect([chunkCount, documentFrequency('cat'), documentFrequency('dog')]).toEqual([1, 1, 0]);
      });

      it('takes chunks without a single term', async () => {
        await put('d1', [plain(1, '', ''), plain(2, '', 'cat')]);
        expect(await find(words('cat'))).toEqual([2]);
        expect((await index.statistics(SCOPE)).chunkCount).toBe(2);
        await drop('d1');
        expect((await index.statistics(SCOPE)).chunkCount).toBe(0);
      });

      it('refuses a chunk that the catalogue does not know', async () => {
        await expect(index.add(SCOPE, [entryOf(plain(1, '', 'cat'))])).rejects.toThrow(/assertion/);
      });
    });

    describe('phrases', () => {
      beforeEach(async () => {
        await put('d1', [
          plain(1, 'red fox', 'the quick animal'),
          plain(2, '', 'fox red red fox'),
          plain(3, 'red', 'fox'),
          plain(4, '', 'fox and red'),
        ]);
      });

      it('demands the words next to each other and in order', async () => {
        expect((await find(phrase('red fox'))).sort()).toEqual([1, 2]);
        expect(await find(phrase('fox red'))).toEqual([2]);
        expect(await find(phrase('red fox red'))).toEqual([]);
      });

      it('does not read on from the title into the body', async () => {
        expect(await find(phrase('fox the'))).toEqual([]);
        expect(await find(phrase('red fox'))).not.toContain(3);
      });

      it('takes a phrase of one word as a demand for it', async () => {
        expect(await find({ ...words('fox'), phrases: [['quick']] })).toEqual([1]);
      });

      it('demands every phrase, and finds nothing when one names an unknown word', async () => {
        expect(
          await find({
            ...words('fox'),
            phrases: [
              ['red', 'fox'],
              ['quick', 'animal'],
            ],
          }),
        ).toEqual([1]);
        expect(await find({ ...words('fox'), phrases: [['red', 'fox'], ['unicorn']] })).toEqual([]);
      });

      it('reads repeated words', async () => {
        await put('d2', [plain(5, '', 'no no no yes'), plain(6, '', 'no no yes')]);
        expect(await find(phrase('no no no'))).toEqual([5]);
        expect((await find(phrase('no no yes'))).sort()).toEqual([5, 6]);
      });

      it('gives score 0 to chunks without the phrase', async () => {
        const scores = await index.scores(SCOPE, phrase('red fox'), [1, 2, 3, 4]);
        expect([...scores].map((score) => score > 0)).toEqual([true, true, false, false]);
      });
    });

    describe('scores', () => {
      it('gives the numbers of search, in the order asked for, and 0 for the rest', async () => {
        await put('d1', [plain(1, 'cat', 'dog'), plain(2, '', 'cat bird'), plain(3, '', 'fish')]);
        const hits = await index.search(SCOPE, words('cat dog'), { limit: 5, filter: null });
        const byChunk = new Map(hits.map(({ chunk, score }) => [chunk, score]));
        const scores = await index.scores(SCOPE, words('cat dog'), [3, 2, 99, 1, 2]);
        expect([...scores]).toEqual([0, byChunk.get(2), 0, byChunk.get(1), byChunk.get(2)]);
      });

      it('gives zeros in an empty scope', async () => {
        expect([...(await index.scores(SCOPE, words('cat'), [1, 2]))]).toEqual([0, 0]);
      });
    });

    describe('nearTerms', () => {
      const near = async (term: string, maxDistance = 1, limit = 10, scope = SCOPE) =>
        (await index.nearTerms(scope, term, { maxDistance, limit })).map(({ term: other }) => other);

      const written = (chunk: number, body: string) => ({ chunk, title: [], body: body.split(' ') });

      it('finds nothing in an empty scope', async () => {
        expect(await near('cat')).toEqual([]);
      });

      it('gives the nearest first, then those of most chunks, and never the term itself', async () => {
        await put('d1', [
          written(1, 'sampling samplings tampling'),
          written(2, 'sampling tampling'),
          written(3, 'tampling crampling'),
        ]);
        expect(await index.nearTerms(SCOPE, 'sampling', { maxDistance: 2, limit: 10 })).toEqual([
          { term: 'tampling', distance: 1, chunks: 3 },
          { term: 'samplings', distance: 1, chunks: 1 },
          { term: 'crampling', distance: 2, chunks: 1 },
        ]);
        expect(await near('sampling', 1)).toEqual(['tampling', 'samplings']);
        expect(await near('sampling', 2, 1)).toEqual(['tampling']);
        expect(await near('samplnig', 1)).toEqual(['sampling']);
        expect(await near('xampling', 1)).toEqual(['tampling', 'sampling']);
        expect(await near('lamp', 2)).toEqual([]);
      });

      it('knows nothing of hidden chunks, removed ones and other scopes', async () => {
        await put('d1', [written(1, 'silver')]);
        await put('d2', [written(2, 'silvers')], [], OTHER);
        await put('d3', [written(3, 'slivers')]);
        catalogue.open(SCOPE).setFacts(factsOf('d1', { enabled: false }));
        expect(await near('silverz')).toEqual([]);
        catalogue.open(SCOPE).setFacts(factsOf('d1'));
        expect(await near('silverz')).toEqual(['silver']);
        await drop('d1');
        expect(await near('silverz', 2)).toEqual(['slivers']);
      });

      it('reads terms of any length and script', async () => {
        await put('d1', [written(1, 'лодка вода')]);
        expect(await near('лодки')).toEqual(['лодка']);
        expect(await near('x'.repeat(5_000), 2)).toEqual([]);
        expect(await near('', 1)).toEqual([]);
      });
    });

    it('answers as the plain definition does, after any adds, removes and filters', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(arbitraryStep, { maxLength: 14 }), arbitraryQueries, async (steps, queries) => {
          ({ index, catalogue } = create());
          const model = new Map<string, Modelled>();
          let nextChunk = 1;
          for (const step of steps) {
            if (step.kind === 'put') {
              const chunks = step.texts.map(([title, body]) => ({ chunk: nextChunk++, title, body }));
              await put(step.documentId, chunks, step.tags);
              model.set(step.documentId, { chunks, tags: step.tags, enabled: true });
            } else if (step.kind === 'drop') {
              await drop(step.documentId);
              model.delete(step.documentId);
            } else {
              const known = model.get(step.documentId);
              catalogue.open(SCOPE).setFacts(factsOf(step.documentId, { tags: known?.tags ?? [], enabled: false }));
              if (known) known.enabled = false;
            }
          }
          for (const { query, limit, tag } of queries) {
            const filter: Filter | null = tag === null ? null : { op: 'eq', field: 'tags', value: tag };
            const hits = await index.search(SCOPE, query, { limit, filter });
            expectTop(hits, expectedScores(model, query, tag), limit);
            const all = [...model.values()].flatMap(({ chunks }) => chunks.map(({ chunk }) => chunk));
            const scores = await index.scores(SCOPE, query, all);
            const expected = expectedScores(model, query, null);
            for (const [place, chunk] of all.entries()) expect(scores[place]).toBeCloseTo(expected.get(chunk) ?? 0, 4);
            for (const hit of hits) expect(scores[all.indexOf(hit.chunk)]).toBe(hit.score);
          }
        }),
        { numRuns: 150 },
      );
    });

    it('counts its bytes, and gives them back with the last chunk', async () => {
      expect(index.bytes()).toBe(0);
      await put(
        'd1',
        Array.from({ length: 200 }, (_, i) => plain(i + 1, '', `word${i} cat dog`)),
      );
      expect(index.bytes()).toBeGreaterThan(200 * 10);
      await drop('d1');
      expect(index.bytes()).toBe(0);
    });
  });
}

type Modelled = { readonly chunks: readonly PlainChunk[]; readonly tags: readonly string[]; enabled: boolean };

function expectedScores(
  model: ReadonlyMap<string, Modelled>,
  query: LexicalQuery,
  tag: string | null,
): Map<number, number> {
  const documents = [...model.values()];
  const shown = documents.filter(({ enabled, tags }) => enabled && (tag === null || tags.includes(tag)));
  const visible = new Set(shown.flatMap(({ chunks }) => chunks.map(({ chunk }) => chunk)));
  const scores = plainScores(
    documents.flatMap(({ chunks }) => chunks),
    query,
  );
  return new Map([...scores].filter(([chunk]) => visible.has(chunk)));
}

/** The hits are in order and true, and no chunk that was left out is better than the last of them. */
function expectTop(hits: readonly Hit[], expected: ReadonlyMap<number, number>, limit: number): void {
  expect(hits).toHaveLength(Math.min(limit, expected.size));
  for (const { chunk, score } of hits) expect(score).toBeCloseTo(expected.get(chunk) ?? Number.NaN, 4);
  expect(hits).toEqual(hits.toSorted((a, b) => b.score - a.score || a.chunk - b.chunk));
  const found = new Set(chunksOf(hits));
  const leftOut = [...expected].filter(([chunk]) => !found.has(chunk)).map(([, score]) => score);
  if (hits.length > 0) expect(Math.max(0, ...leftOut)).toBeLessThanOrEqual((hits.at(-1)?.score ?? 0) + 1e-5);
}

function chunksOf(hits: readonly Hit[]): number[] {
  return hits.map(({ chunk }) => chunk);
}

function plain(chunk: number, title: string, body: string): PlainChunk {
  const split = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');
  return { chunk, title: split(title), body: split(body) };
}

function words(text: string): LexicalQuery {
  return { terms: text.split(' ').map((term) => ({ term, weight: 1 })), phrases: [] };
}

function weighted(weights: Readonly<Record<string, number>>): LexicalQuery {
  return { terms: Object.entries(weights).map(([term, weight]) => ({ term, weight })), phrases: [] };
}

function phrase(text: string): LexicalQuery {
  const terms = text.split(' ');
  return { terms: [...new Set(terms)].map((term) => ({ term, weight: 1 })), phrases: [terms] };
}

const arbitraryWord = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const arbitraryText = fc.tuple(fc.array(arbitraryWord, { maxLength: 3 }), fc.array(arbitraryWord, { maxLength: 7 }));
const arbitraryDocument = fc.constantFrom('d1', 'd2', 'd3', 'd4', 'd5');
const arbitraryPut = fc.record({
  kind: fc.constant('put' as const),
  documentId: arbitraryDocument,
  texts: fc.array(arbitraryText, { maxLength: 4 }),
  tags: fc.subarray(['red', 'blue']),
});
const arbitraryStep = fc.oneof(
  { weight: 5, arbitrary: arbitraryPut },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('drop' as const), documentId: arbitraryDocument }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disable' as const), documentId: arbitraryDocument }) },
);
const arbitraryQueries = fc.array(
  fc.record({
    query: fc.record({
      terms: fc.uniqueArray(
        fc.record({ term: fc.oneof(arbitraryWord, fc.constant('unknown')), weight: fc.constantFrom(0, 0.5, 1, 2) }),
        {
          maxLength: 4,
          selector: ({ term }) => term,
        },
      ),
      phrases: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(fc.array(arbitraryWord, { minLength: 1, maxLength: 3 }), { maxLength: 2 }) },
      ),
    }),
    limit: fc.constantFrom(1, 2, 3, 10),
    tag: fc.constantFrom(null, null, 'red', 'blue'),
  }),
  { minLength: 1, maxLength: 4 },
);
