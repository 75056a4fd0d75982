import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Catalogue, DocumentFacts, Partition } from '../../src/ports/catalogue.ts';
import type { Filter } from '../../src/ports/filter.ts';
import type { Bitset } from '../../src/shared/bitset.ts';
import { factsOf } from '../support/facts.ts';
import { arbitraryFacts, arbitraryFilter, satisfies } from '../support/filter-oracle.ts';

const SCOPE = { tenant: 't', collection: 'c' };

/** What every catalogue must do; the factory gives an empty one. */
export function catalogueContract(name: string, create: () => Catalogue): void {
  describe(`${name}: catalogue contract`, () => {
    let catalogue: Catalogue;
    let partition: Partition;

    beforeEach(() => {
      catalogue = create();
      partition = catalogue.open(SCOPE);
    });

    const put = (facts: DocumentFacts, chunks: readonly number[]): readonly number[] => {
      partition.stage(facts, chunks);
      return partition.publish(facts.documentId);
    };
    const selected = (filter: Filter | null): readonly number[] => chunksIn(partition, partition.select(filter));

    describe('scopes', () => {
      it('finds nothing where nothing is', () => {
        expect(catalogue.find(SCOPE)).toBeUndefined();
        expect([...catalogue.partitions()]).toEqual([]);
      });

      it('finds the partition that was opened, the same each time', () => {
        put(factsOf('d1'), [1]);
        expect(catalogue.find({ ...SCOPE })).toBe(partition);
        expect(catalogue.open({ ...SCOPE })).toBe(partition);
        expect([...catalogue.partitions()].map(([scope]) => scope)).toEqual([SCOPE]);
      });

      it('keeps scopes apart, also where the names run together', () => {
        const other = catalogue.open({ tenant: 'tc', collection: '' });
        put(factsOf('d1'), [1]);
        other.stage(factsOf('d1'), [2]);
        other.publish('d1');
        expect(selected(null)).toEqual([1]);
        expect(chunksIn(other, other.select(null))).toEqual([2]);
        expect(other.ordinalOf(1)).toBeUndefined();
        other.retire('d1');
        expect(selected(null)).toEqual([1]);
      });

      it('finds nothing again when all is retired and released', () => {
        put(factsOf('d1'), [1, 2]);
        partition.release(partition.retire('d1'));
        expect(catalogue.find(SCOPE)).toBeUndefined();
      });
    });

    describe('stage and publish', () => {
      it('gives dense ordinals that are not visible yet', () => {
        expect(partition.stage(factsOf('d1'), [11, 12])).toEqual([0, 1]);
        expect(selected(null)).toEqual([]);
        expect([partition.chunkCount, partition.documentCount, partition.ordinalLimit]).toEqual([0, 0, 2]);
        expect([partition.ordinalOf(12), partition.chunkAt(1), partition.documentAt(1)]).toEqual([1, 12, 'd1']);
      });

      it('shows all staged chunks at once', () => {
        expect(put(factsOf('d1'), [11, 12])).toEqual([]);
        expect(selected(null)).toEqual([11, 12]);
        expect([partition.chunkCount, partition.documentCount]).toEqual([2, 1]);
      });

      it('keeps the older revision visible until the newer is published, then returns its chunks', () => {
        put(factsOf('d1', { tags: ['old'] }), [1, 2]);
        partition.stage(factsOf('d1', { tags: ['new'] }), [3]);
        expect(selected({ op: 'eq', field: 'tags', value: 'old' })).toEqual([1, 2]);
        expect(selected({ op: 'eq', field: 'tags', value: 'new' })).toEqual([]);
        expect(partition.publish('d1')).toEqual([1, 2]);
        expect(selected(null)).toEqual([3]);
        expect(selected({ op: 'eq', field: 'tags', value: 'old' })).toEqual([]);
        expect([partition.chunkCount, partition.documentCount]).toEqual([1, 1]);
      });

      it('publishes nothing for an unknown document or without a staging', () => {
        expect(partition.publish('nobody')).toEqual([]);
        put(factsOf('d1'), [1]);
        const { version } = partition;
        expect(partition.publish('d1')).toEqual([]);
        expect(partition.version).toBe(version);
        expect(selected(null)).toEqual([1]);
      });

      it('gives a replaced staging back with the publish', () => {
        partition.stage(factsOf('d1'), [1, 2]);
        partition.stage(factsOf('d1'), [2, 3]);
        expect(partition.publish('d1')).toEqual([1]);
        expect(selected(null)).toEqual([2, 3]);
      });

      it('keeps the ordinal of a chunk that both revisions have', () => {
        put(factsOf('d1'), [1, 2]);
        const ordinal = partition.ordinalOf(2);
        partition.stage(factsOf('d1'), [2, 3]);
        expect(partition.publish('d1')).toEqual([1]);
        expect(partition.ordinalOf(2)).toBe(ordinal);
        expect(selected(null)).toEqual([2, 3]);
      });

      it('publishes a document without chunks', () => {
        put(factsOf('d1'), []);
        expect([partition.chunkCount, partition.documentCount]).toEqual([0, 1]);
        expect(partition.facts('d1')).toEqual(factsOf('d1'));
      });

      it('refuses a chunk of another document, and keys that are no keys', () => {
        put(factsOf('d1'), [1]);
        expect(() => partition.stage(factsOf('d2'), [1])).toThrow(/assertion/);
        expect(() => partition.stage(factsOf('d2'), [0])).toThrow(/assertion/);
      });

      it('takes keys beyond 32 bits', () => {
        put(factsOf('d1'), [2 ** 40, 2 ** 40 + 1]);
        expect(selected(null)).toEqual([2 ** 40, 2 ** 40 + 1]);
      });
    });

    describe('retire and release', () => {
      it('hides at once and keeps the ordinals until release', () => {
        put(factsOf('d1'), [1, 2]);
        expect(partition.retire('d1')).toEqual([1, 2]);
        expect(selected(null)).toEqual([]);
        expect(partition.facts('d1')).toBeUndefined();
        expect([partition.ordinalOf(2), partition.chunkAt(1), partition.documentAt(1)]).toEqual([1, 2, 'd1']);
        expect(partition.stage(factsOf('d2'), [3])).toEqual([2]);
        expect([partition.chunkCount, partition.documentCount]).toEqual([0, 0]);
      });

      it('returns staged chunks too, and forgets the staging', () => {
        put(factsOf('d1'), [1]);
        partition.stage(factsOf('d1'), [2]);
        expect(partition.retire('d1')).toEqual([1, 2]);
        expect(partition.publish('d1')).toEqual([]);
        expect(selected(null)).toEqual([]);
      });

      it('uses released ordinals again', () => {
        put(factsOf('d1'), [1, 2]);
        put(factsOf('d2'), [3]);
        const released = partition.retire('d1');
        partition.release(released);
        expect(partition.ordinalOf(1)).toBeUndefined();
        expect([partition.chunkAt(0), partition.documentAt(0)]).toEqual([0, undefined]);
        expect([...partition.stage(factsOf('d3'), [4, 5])].sort()).toEqual([0, 1]);
        expect(partition.ordinalLimit).toBe(3);
      });

      it('lowers the limit when the highest ordinals are free, and never gives one twice', () => {
        put(factsOf('d1'), [1, 2, 3]);
        put(factsOf('d2'), [4, 5, 6]);
        partition.release(partition.retire('d2'));
        expect(partition.ordinalLimit).toBe(3);
        partition.stage(factsOf('d3'), [7, 8, 9, 10]);
        const ordinals = [1, 2, 3, 7, 8, 9, 10].map((chunk) => partition.ordinalOf(chunk));
        expect(new Set(ordinals).size).toBe(7);
        expect(partition.ordinalLimit).toBe(7);
      });

      it('ignores unknown documents and chunks', () => {
        expect(partition.retire('nobody')).toEqual([]);
        partition.release([99]);
        expect(partition.ordinalLimit).toBe(0);
      });

      it('refuses to release a visible chunk', () => {
        put(factsOf('d1'), [1]);
        expect(() => partition.release([1])).toThrow(/assertion/);
      });
    });

    describe('facts', () => {
      it('changes what filters see', () => {
        put(factsOf('d1', { tags: ['a'] }), [1]);
        expect(partition.setFacts(factsOf('d1', { tags: ['b'] }))).toBe(true);
        expect(selected({ op: 'eq', field: 'tags', value: 'a' })).toEqual([]);
        expect(selected({ op: 'eq', field: 'tags', value: 'b' })).toEqual([1]);
        expect(partition.facts('d1')?.tags).toEqual(['b']);
      });

      it('hides a disabled document from every filter, and shows it again', () => {
        put(factsOf('d1', { tags: ['a'] }), [1]);
        put(factsOf('d2'), [2]);
        partition.setFacts(factsOf('d1', { tags: ['a'], enabled: false }));
        expect(selected(null)).toEqual([2]);
        expect(selected({ op: 'eq', field: 'tags', value: 'a' })).toEqual([]);
        expect(selected({ op: 'not', filter: { op: 'eq', field: 'tags', value: 'x' } })).toEqual([2]);
        expect([partition.chunkCount, partition.documentCount]).toEqual([1, 1]);
        partition.setFacts(factsOf('d1', { tags: ['a'] }));
        expect(selected(null)).toEqual([1, 2]);
      });

      it('keeps a document disabled whose disable came between stage and publish', () => {
        put(factsOf('d1'), [1]);
        partition.stage(factsOf('d1', { tags: ['new'] }), [2]);
        partition.setFacts(factsOf('d1', { enabled: false }));
        partition.publish('d1');
        expect(selected(null)).toEqual([]);
        expect(partition.facts('d1')).toEqual(factsOf('d1', { tags: ['new'], enabled: false }));
      });

      it('knows the facts of a document that is only staged', () => {
        partition.stage(factsOf('d1', { title: 'x' }), [1]);
        expect(partition.facts('d1')?.title).toBe('x');
        expect(partition.setFacts(factsOf('d1', { title: 'y' }))).toBe(true);
        partition.publish('d1');
        expect(selected({ op: 'eq', field: 'title', value: 'y' })).toEqual([1]);
      });

      it('says false for a document that is not here', () => {
        expect(partition.setFacts(factsOf('nobody'))).toBe(false);
      });
    });

    describe('version', () => {
      it('rises with every change of visibility or facts', () => {
        const versions = [partition.version];
        put(factsOf('d1'), [1]);
        versions.push(partition.version);
        partition.setFacts(factsOf('d1', { tags: ['x'] }));
        versions.push(partition.version);
        partition.retire('d1');
        versions.push(partition.version);
        expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
      });

      it('gives the same selection for the same version and meaning', () => {
        put(factsOf('d1', { tags: ['a'] }), [1]);
        const first = partition.select({ op: 'in', field: 'tags', values: ['a', 'b'] });
        expect(partition.select({ values: ['b', 'a'], field: 'tags', op: 'in' })).toBe(first);
        put(factsOf('d2', { tags: ['b'] }), [2]);
        expect(chunksIn(partition, first)).toEqual([1]);
        expect(selected({ op: 'in', field: 'tags', values: ['a', 'b'] })).toEqual([1, 2]);
      });
    });

    describe('filters', () => {
      beforeEach(() => {
        put(
          factsOf('d1', { title: 'One', uri: 'u1', tags: ['red', 'big'], metadata: { year: 2019, day: '2019-05-01' } }),
          [1, 2],
        );
        put(factsOf('d2', { title: 'Two', tags: ['red'], metadata: { year: 2021, sizes: [1, 9], open: true } }), [3]);
        put(factsOf('d3', { title: 'Three', uri: 'u3', metadata: { year: '2020', none: [] } }), [4]);
      });

      const cases: readonly (readonly [string, Filter, readonly number[]])[] = [
        ['eq on a list holds for one element', { op: 'eq', field: 'tags', value: 'red' }, [1, 2, 3]],
        ['eq tells a number from its text', { op: 'eq', field: 'year', value: 2020 }, []],
        ['eq on a boolean', { op: 'eq', field: 'open', value: true }, [3]],
        ['eq on id', { op: 'eq', field: 'id', value: 'd2' }, [3]],
        ['in', { op: 'in', field: 'title', values: ['One', 'Three', 'Four'] }, [1, 2, 4]],
        ['in without values', { op: 'in', field: 'title', values: [] }, []],
        ['gte compares numbers with numbers', { op: 'gte', field: 'year', value: 2020 }, [3]],
        ['lte compares numbers with numbers', { op: 'lte', field: 'year', value: 2021 }, [1, 2, 3]],
        ['gte compares texts with texts', { op: 'gte', field: 'year', value: '2019' }, [4]],
        ['lte on dates as text', { op: 'lte', field: 'day', value: '2019-12-31' }, [1, 2]],
        ['a range on a list holds for one element', { op: 'gte', field: 'sizes', value: 5 }, [3]],
        ['exists', { op: 'exists', field: 'uri', exists: true }, [1, 2, 4]],
        ['exists: false', { op: 'exists', field: 'uri', exists: false }, [3]],
        ['an empty list does not exist', { op: 'exists', field: 'none', exists: true }, []],
        ['a missing field exists nowhere', { op: 'exists', field: 'nothing', exists: false }, [1, 2, 3, 4]],
        ['and without parts is everything', { op: 'and', filters: [] }, [1, 2, 3, 4]],
        ['or without parts is nothing', { op: 'or', filters: [] }, []],
        [
          'not takes documents without the field',
          { op: 'not', filter: { op: 'eq', field: 'tags', value: 'red' } },
          [4],
        ],
        ['names of Object.prototype are no fields', { op: 'exists', field: 'constructor', exists: true }, []],
      ];
      it.each(cases)('%s', (_, filter, expected) => {
        expect(selected(filter)).toEqual(expected);
      });
    });

    it('selects what the plain meaning of the filter selects, after any changes', () => {
      const documentId = fc.constantFrom('d1', 'd2', 'd3', 'd4', 'd5', 'd6');
      const step = fc.oneof(
        fc.record({ kind: fc.constant('put' as const), facts: arbitraryFacts(documentId), chunks: fc.nat(3) }),
        fc.record({ kind: fc.constant('put' as const), facts: arbitraryFacts(documentId), chunks: fc.nat(3) }),
        fc.record({ kind: fc.constant('facts' as const), facts: arbitraryFacts(documentId) }),
        fc.record({ kind: fc.constant('retire' as const), documentId }),
        fc.record({ kind: fc.constant('select' as const), filter: arbitraryFilter }),
      );
      fc.assert(
        fc.property(
          fc.array(step, { maxLength: 25 }),
          fc.array(arbitraryFilter, { maxLength: 4 }),
          (steps, filters) => {
            const subject = create().open(SCOPE);
            const model = new Map<string, { facts: DocumentFacts; chunks: readonly number[] }>();
            let nextChunk = 1;
            const check = (filter: Filter | null): void => {
              const matching = [...model.values()].filter(
                ({ facts }) => facts.enabled && (filter === null || satisfies(facts, filter)),
              );
              const expected = matching.flatMap(({ chunks }) => chunks).sort((a, b) => a - b);
              expect(chunksIn(subject, subject.select(filter))).toEqual(expected);
            };
            for (const action of steps) {
              if (action.kind === 'put') {
                const chunks = Array.from({ length: action.chunks }, () => nextChunk++);
                subject.stage(action.facts, chunks);
                subject.release(subject.publish(action.facts.documentId));
                model.set(action.facts.documentId, { facts: action.facts, chunks });
              } else if (action.kind === 'facts') {
                const known = model.get(action.facts.documentId);
                expect(subject.setFacts(action.facts)).toBe(known !== undefined);
                if (known) known.facts = action.facts;
              } else if (action.kind === 'retire') {
                subject.release(subject.retire(action.documentId));
                model.delete(action.documentId);
              } else {
                check(action.filter);
              }
            }
            check(null);
            for (const filter of filters) check(filter);
            const enabled = [...model.values()].filter(({ facts }) => facts.enabled);
            expect(subject.documentCount).toBe(enabled.length);
            expect(subject.chunkCount).toBe(enabled.reduce((sum, { chunks }) => sum + chunks.length, 0));
          },
        ),
        { numRuns: 300 },
      );
    });

    it('counts its bytes, and gives them back', () => {
      const empty = catalogue.bytes();
      for (let i = 0; i < 500; i++) put(factsOf(`d${i}`, { tags: ['a', `t${i % 7}`] }), [2 * i + 1, 2 * i + 2]);
      const full = catalogue.bytes();
      expect(full).toBeGreaterThan(empty + 500 * 50);
      for (let i = 0; i < 500; i++) partition.release(partition.retire(`d${i}`));
      expect(catalogue.bytes()).toBeLessThan(full / 2);
    });
  });
}

function chunksIn(partition: Partition, selection: Bitset): readonly number[] {
  const chunks: number[] = [];
  for (let ordinal = 0; ordinal < Math.max(partition.ordinalLimit, selection.words.length * 32); ordinal++) {
    if (selection.has(ordinal)) chunks.push(partition.chunkAt(ordinal));
  }
  return chunks.sort((a, b) => a - b);
}
