import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Filter } from '../../ports/filter.ts';
import { CodedError } from '../../shared/errors.ts';
import { FILTER_DEPTH_MAX, FILTER_NODES_MAX, FILTER_VALUES_MAX, parseFilter } from './filter.ts';

describe('parseFilter reads', () => {
  it.each<[unknown, Filter]>([
    [{}, { op: 'and', filters: [] }],
    [{ lang: 'en' }, { op: 'eq', field: 'lang', value: 'en' }],
    [{ draft: false }, { op: 'eq', field: 'draft', value: false }],
    [{ tags: ['bandits'] }, { op: 'in', field: 'tags', values: ['bandits'] }],
    [{ x: { in: [1, 'a', true] } }, { op: 'in', field: 'x', values: [1, 'a', true] }],
    [{ y: { exists: true } }, { op: 'exists', field: 'y', exists: true }],
    [{ date: { gte: '2020-01-01' } }, { op: 'gte', field: 'date', value: '2020-01-01' }],
    [{ not: { lang: 'en' } }, { op: 'not', filter: { op: 'eq', field: 'lang', value: 'en' } }],
    [
      { year: { gte: 2020, lte: 2022 } },
      {
        op: 'and',
        filters: [
          { op: 'gte', field: 'year', value: 2020 },
          { op: 'lte', field: 'year', value: 2022 },
        ],
      },
    ],
    [
      { or: [{ a: 1 }, { and: [{ b: 2 }, { c: 3 }] }] },
      {
        op: 'or',
        filters: [
          { op: 'eq', field: 'a', value: 1 },
          {
            op: 'and',
            filters: [
              { op: 'eq', field: 'b', value: 2 },
              { op: 'eq', field: 'c', value: 3 },
            ],
          },
        ],
      },
    ],
  ])('%j', (json, filter) => {
    expect(parseFilter(json)).toEqual(filter);
  });
});

describe('parseFilter refuses and names', () => {
  it.each<[unknown, string]>([
    [null, 'filters'],
    [[], 'filters'],
    ['lang', 'filters'],
    [{ lang: null }, 'filters.lang'],
    [{ '': 1 }, 'filters.'],
    [{ year: {} }, 'filters.year'],
    [{ year: { gt: 3 } }, 'filters.year.gt'],
    [{ year: { gte: true } }, 'filters.year.gte'],
    [{ year: { gte: null } }, 'filters.year.gte'],
    [{ year: Number.NaN }, 'filters.year'],
    [{ x: { exists: 1 } }, 'filters.x.exists'],
    [{ tags: [] }, 'filters.tags'],
    [{ tags: ['a', {}] }, 'filters.tags.1'],
    [{ x: { in: 'a' } }, 'filters.x.in'],
    [{ and: [] }, 'filters.and'],
    [{ or: {} }, 'filters.or'],
    [{ and: [{ ok: 1 }, 7] }, 'filters.and.1'],
    [{ not: [{ a: 1 }] }, 'filters.not'],
    [{ lang: 'x'.repeat(257) }, 'filters.lang'],
    [{ tags: Array.from({ length: FILTER_VALUES_MAX + 1 }, (_, i) => i) }, 'filters.tags'],
  ])('%j', (json, path) => {
    expect(issuePath(json)).toBe(path);
  });
});

describe('the limits of a filter', () => {
  it('holds at the deepest nesting and refuses one level more', () => {
    expect(() => parseFilter(nested(FILTER_DEPTH_MAX - 1))).not.toThrow();
    expect(issuePath(nested(FILTER_DEPTH_MAX))).toBe(`filters${'.not'.repeat(FILTER_DEPTH_MAX)}`);
  });

  it('holds at the most conditions and refuses one more', () => {
    const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, i]));
    expect(() => parseFilter(fields(FILTER_NODES_MAX))).not.toThrow();
    expect(issuePath(fields(FILTER_NODES_MAX + 1))).toBe(`filters.f${FILTER_NODES_MAX}`);
  });

  it('names the entry from the root it is told', () => {
    expect(issuePath({ x: null }, 'queries.3.filters')).toBe('queries.3.filters.x');
  });
});

it('reads back every filter from its JSON form', () => {
  const field = fc
    .string({ minLength: 1, maxLength: 12 })
    .filter((name) => !['and', 'or', 'not', '__proto__'].includes(name));
  const scalar = fc.oneof(fc.string({ maxLength: 20 }), fc.integer(), fc.boolean());
  const leaf: fc.Arbitrary<Filter> = fc.oneof(
    fc.record({ op: fc.constant('eq'), field, value: scalar }),
    fc.record({ op: fc.constant('in'), field, values: fc.array(scalar, { minLength: 1, maxLength: 4 }) }),
    fc.record({
      op: fc.constantFrom('gte', 'lte'),
      field,
      value: fc.oneof(fc.integer(), fc.string({ maxLength: 20 })),
    }),
    fc.record({ op: fc.constant('exists'), field, exists: fc.boolean() }),
  );
  const list = fc.array(leaf, { minLength: 1, maxLength: 4 });
  const tree = fc.oneof(
    leaf,
    fc.record({ op: fc.constantFrom('and', 'or'), filters: list }),
    fc.record({ op: fc.constant('not'), filter: leaf }),
  );
  const property = fc.property(tree, (filter) => {
    expect(parseFilter(toJson(filter))).toEqual(filter);
  });
  fc.assert(property, { seed: 1 });
});

function toJson(filter: Filter): unknown {
  switch (filter.op) {
    case 'eq':
      return { [filter.field]: filter.value };
    case 'in':
      return { [filter.field]: filter.values };
    case 'exists':
      return { [filter.field]: { exists: filter.exists } };
    case 'and':
    case 'or':
      return { [filter.op]: filter.filters.map(toJson) };
    case 'not':
      return { not: toJson(filter.filter) };
    default:
      return { [filter.field]: { [filter.op]: filter.value } };
  }
}

function nested(levels: number): unknown {
  return levels === 0 ? { a: 1 } : { not: nested(levels - 1) };
}

function issuePath(json: unknown, root?: string): string | undefined {
  try {
    parseFilter(json, root);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'QUERY_FILTER_INVALID') return error.issues[0]?.path;
    throw error;
  }
  return undefined;
}
