import type { Filter } from '../../ports/filter.ts';

/** One text for filters that mean the same whatever the order of their keys, parts or values: the key of a cached selection. */
export function canonicalFilter(filter: Filter): string {
  switch (filter.op) {
    case 'and':
    case 'or':
      return `${filter.op}(${distinct(filter.filters.map(canonicalFilter))})`;
    case 'not':
      return `not(${canonicalFilter(filter.filter)})`;
    case 'in':
      return `in(${JSON.stringify(filter.field)},${distinct(filter.values.map((value) => JSON.stringify(value)))})`;
    case 'exists':
      return `exists(${JSON.stringify(filter.field)},${filter.exists})`;
    default:
      return `${filter.op}(${JSON.stringify(filter.field)},${JSON.stringify(filter.value)})`;
  }
}

function distinct(parts: readonly string[]): string {
  return [...new Set(parts)].sort().join(',');
}
