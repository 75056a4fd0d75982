import type { DocumentFacts } from '../../ports/catalogue.ts';
import type { Filter } from '../../ports/filter.ts';
import { Bitset } from '../../shared/bitset.ts';
import { Column, type Scalar } from './column.ts';

/** Names that mean the document's own facts; metadata keys of these names cannot be filtered on. */
const OWN_FIELDS: ReadonlySet<string> = new Set(['id', 'title', 'uri', 'tags']);

/** All fields of all published documents of a partition, turned round for filters. */
export class Columns {
  readonly #columns = new Map<string, Column>();

  add(facts: DocumentFacts, document: number): void {
    forEachValue(facts, (field, value) => {
      let column = this.#columns.get(field);
      if (column === undefined) {
        column = new Column();
        this.#columns.set(field, column);
      }
      column.add(value, document);
    });
  }

  /** `facts` must be those that were added. */
  delete(facts: DocumentFacts, document: number): void {
    forEachValue(facts, (field, value) => {
      const column = this.#columns.get(field);
      column?.delete(value, document);
      if (column?.valueCount === 0) this.#columns.delete(field);
    });
  }

  /** Documents among `visible` that satisfy the filter; a new set. */
  select(filter: Filter, visible: Bitset): Bitset {
    switch (filter.op) {
      case 'and': {
        const result = visible.clone();
        for (const part of filter.filters) result.and(this.select(part, visible));
        return result;
      }
      case 'or': {
        const result = new Bitset();
        for (const part of filter.filters) result.or(this.select(part, visible));
        return result;
      }
      case 'not':
        return visible.clone().andNot(this.select(filter.filter, visible));
      case 'exists': {
        const present = new Bitset();
        this.#columns.get(filter.field)?.collectAny(present);
        return filter.exists ? present.and(visible) : visible.clone().andNot(present);
      }
      default:
        return this.#compare(filter).and(visible);
    }
  }

  bytes(): number {
    let total = 0;
    for (const column of this.#columns.values()) total += column.bytes();
    return total;
  }

  #compare(filter: Extract<Filter, { op: 'eq' | 'in' | 'gte' | 'lte' }>): Bitset {
    const result = new Bitset();
    const column = this.#columns.get(filter.field);
    if (column === undefined) return result;
    if (filter.op === 'eq') column.collectEqual(filter.value, result);
    else if (filter.op === 'in') for (const value of filter.values) column.collectEqual(value, result);
    else column.collectRange(filter.op, filter.value, result);
    return result;
  }
}

function forEachValue(facts: DocumentFacts, visit: (field: string, value: Scalar) => void): void {
  visit('id', facts.documentId);
  visit('title', facts.title);
  if (facts.uri !== null) visit('uri', facts.uri);
  for (const tag of facts.tags) visit('tags', tag);
  for (const [field, value] of Object.entries(facts.metadata)) {
    if (OWN_FIELDS.has(field)) continue;
    if (typeof value === 'object') for (const element of value) visit(field, element);
    else visit(field, value);
  }
}
