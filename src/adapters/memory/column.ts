import type { Bitset } from '../../shared/bitset.ts';
import { DocumentSet } from './document-set.ts';

export type Scalar = string | number | boolean;

/** One field turned round: which documents have a value. A value of a single document holds its index in place of a set. */
export class Column {
  readonly #holders = new Map<Scalar, number | DocumentSet>();
  /** Distinct values in order, made at the first range and dropped when a value comes or goes. */
  #sortedNumbers: readonly number[] | null = null;
  #sortedStrings: readonly string[] | null = null;

  get valueCount(): number {
    return this.#holders.size;
  }

  add(value: Scalar, document: number): void {
    const holder = this.#holders.get(value);
    if (holder === document) return;
    if (holder instanceof DocumentSet) {
      holder.add(document);
    } else if (holder === undefined) {
      this.#holders.set(value, document);
      this.#forgetOrder();
    } else {
      const set = new DocumentSet();
      set.add(holder);
      set.add(document);
      this.#holders.set(value, set);
    }
  }

  delete(value: Scalar, document: number): void {
    const holder = this.#holders.get(value);
    if (holder instanceof DocumentSet) {
      holder.delete(document);
      if (holder.size > 0) return;
    } else if (holder !== document) {
      return;
    }
    this.#holders.delete(value);
    this.#forgetOrder();
  }

  collectEqual(value: Scalar, into: Bitset): void {
    const holder = this.#holders.get(value);
    if (holder instanceof DocumentSet) holder.collect(into);
    else if (holder !== undefined) into.add(holder);
  }

  /** Documents with any value at all. */
  collectAny(into: Bitset): void {
    for (const value of this.#holders.keys()) this.collectEqual(value, into);
  }

  /** Values of the bound's own type that are at least, or at most, the bound. */
  collectRange(op: 'gte' | 'lte', bound: number | string, into: Bitset): void {
    if (typeof bound === 'number') {
      this.#sortedNumbers ??= this.#numbers().sort((a, b) => a - b);
      this.#collectSlice(this.#sortedNumbers, op, bound, into);
    } else {
      // The default order of `sort` is that of `<`: by UTF-16 code units.
      this.#sortedStrings ??= this.#strings().sort();
      this.#collectSlice(this.#sortedStrings, op, bound, into);
    }
  }

  bytes(): number {
    let total = this.#holders.size * MAP_ENTRY_BYTES;
    for (const holder of this.#holders.values()) if (holder instanceof DocumentSet) total += SET_BYTES + holder.bytes();
    return total + 8 * ((this.#sortedNumbers?.length ?? 0) + (this.#sortedStrings?.length ?? 0));
  }

  #collectSlice<T extends number | string>(sorted: readonly T[], op: 'gte' | 'lte', bound: T, into: Bitset): void {
    const isBefore = op === 'gte' ? (value: T) => value < bound : (value: T) => value <= bound;
    const edge = partitionPoint(sorted, isBefore);
    const start = op === 'gte' ? edge : 0;
    const end = op === 'gte' ? sorted.length : edge;
    for (let i = start; i < end; i++) {
      const value = sorted[i];
      if (value !== undefined) this.collectEqual(value, into);
    }
  }

  #numbers(): number[] {
    return Array.from(this.#holders.keys()).filter((value) => typeof value === 'number');
  }

  #strings(): string[] {
    return Array.from(this.#holders.keys()).filter((value) => typeof value === 'string');
  }

  #forgetOrder(): void {
    this.#sortedNumbers = null;
    this.#sortedStrings = null;
  }
}

/** V8's share of a Map for one entry (three words and its bucket), and of a set's objects: estimates for memory figures. */
const MAP_ENTRY_BYTES = 40;
const SET_BYTES = 120;

/** Index of the first element for which the predicate no longer holds, given that it holds for a prefix. */
function partitionPoint<T>(sorted: readonly T[], holds: (value: T) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle];
    if (value !== undefined && holds(value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
