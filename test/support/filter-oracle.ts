import fc from 'fast-check';
import type { DocumentFacts } from '../../src/ports/catalogue.ts';
import type { Filter } from '../../src/ports/filter.ts';

type Scalar = string | number | boolean;

/** The meaning of a filter for one document, written as plainly as possible. */
export function satisfies(facts: DocumentFacts, filter: Filter): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.every((part) => satisfies(facts, part));
    case 'or':
      return filter.filters.some((part) => satisfies(facts, part));
    case 'not':
      return !satisfies(facts, filter.filter);
    case 'exists':
      return valuesOf(facts, filter.field).length > 0 === filter.exists;
    case 'eq':
      return valuesOf(facts, filter.field).includes(filter.value);
    case 'in':
      return valuesOf(facts, filter.field).some((value) => filter.values.includes(value));
    default:
      return valuesOf(facts, filter.field).some((value) => isWithin(value, filter.op, filter.value));
  }
}

function isWithin(value: Scalar, op: 'gte' | 'lte', bound: number | string): boolean {
  if (typeof value === 'number' && typeof bound === 'number') return op === 'gte' ? value >= bound : value <= bound;
  if (typeof value === 'string' && typeof bound === 'string') return op === 'gte' ? value >= bound : value <= bound;
  return false;
}

function valuesOf(facts: DocumentFacts, field: string): readonly Scalar[] {
  if (field === 'id') return [facts.documentId];
  if (field === 'title') return [facts.title];
  if (field === 'uri') return facts.uri === null ? [] : [facts.uri];
  if (field === 'tags') return facts.tags;
  const value = Object.hasOwn(facts.metadata, field) ? facts.metadata[field] : undefined;
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
}

const field = fc.constantFrom('tags', 'id', 'title', 'uri', 'year', 'kind', 'constructor');
const scalar: fc.Arbitrary<Scalar> = fc.constantFrom<Scalar>(
  'a',
  'b',
  'c',
  '',
  '1',
  'd1',
  'd2',
  0,
  1,
  2,
  -1.5,
  true,
  false,
);
const bound = fc.constantFrom<number | string>('a', 'b', '', '1', 'd1', 0, 1, 1.5, -2);

/** Few fields and values, so that random filters and random facts meet. */
export const arbitraryFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ op: fc.constant('eq' as const), field, value: scalar }),
    fc.record({ op: fc.constant('in' as const), field, values: fc.array(scalar, { maxLength: 3 }) }),
    fc.record({ op: fc.constantFrom('gte' as const, 'lte' as const), field, value: bound }),
    fc.record({ op: fc.constant('exists' as const), field, exists: fc.boolean() }),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      filters: fc.array(tie('filter'), { maxLength: 3 }),
    }),
    fc.record({ op: fc.constant('not' as const), filter: tie('filter') }),
  ),
})).filter;

/** Facts of the given document over the same fields and values as `arbitraryFilter`. */
export function arbitraryFacts(documentId: fc.Arbitrary<string>): fc.Arbitrary<DocumentFacts> {
  const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
  return fc.record({
    documentId,
    title: fc.constantFrom('', 'a', 'b'),
    uri: fc.constantFrom(null, 'a', 'c'),
    tags: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
    metadata: fc.dictionary(fc.constantFrom('year', 'kind', 'constructor'), value, {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    enabled: fc.boolean(),
  });
}
