import type { Bitset } from '../../shared/bitset.ts';
import { DocumentSet } from './document-set.ts';
import { ValueOrder } from './value-order.ts';

export type Scalar = string | number | boolean;

/** One field turned round: which documents have a value. A value of a single document holds its index in place of a set. */
export class Column {
  readonly #holders = new Map<Scalar, number | DocumentSet>();
  readonly #present = new DocumentSet();
  /** Made at the first range, and again when too much has changed since. */
  #numbers: ValueOrder<number> | null = null;
  #strings: ValueOrder<string> | null = null;
  #deletedSinceSort = 0;

  get valueCount(): number {
    return this.#holders.size;
  }

  add(value: Scalar, document: number): void {
    this.#present.add(document);
    const holder = this.#holders.get(value);
    if (holder === document) return;
    if (holder instanceof DocumentSet) {
      holder.add(document);
    } else if (holder === undefined) {
      this.#holders.set(value, document);
      this.#addToOrder(value);
    } else {
      const set = new DocumentSet();
      set.add(holder);
      set.add(document);
      this.#holders.set(value, set);
    }
  }

  /** All values of a document go in one step, so that the first already says that it has none. */
  delete(value: Scalar, document: number): void {
    this.#present.delete(document);
    const holder = this.#holders.get(value);
    if (holder instanceof DocumentSet) {
      holder.delete(document);
      if (holder.size > 0) return;
    } else if (holder !== document) {
      return;
    }
    this.#holders.delete(value);
    if (++this.#deletedSinceSort > this.#holders.size) this.#forgetOrder();
  }

  collectEqual(value: Scalar, into: Bitset): void {
    const holder = this.#holders.get(value);
    if (holder instanceof DocumentSet) holder.collect(into);
    else if (holder !== undefined) into.add(holder);
  }

  /** Documents with any value at all. */
  collectAny(into: Bitset): void {
    this.#present.collect(into);
  }

  /** Values of the bound's own type that are at least, or at most, the bound. */
  collectRange(op: 'gte' | 'lte', bound: number | string, into: Bitset): void {
    const visit = (value: Scalar): void => this.collectEqual(value, into);
    if (typeof bound === 'number') {
      this.#numbers ??= new ValueOrder(this.#valuesOf((value) => typeof value === 'number').sort((a, b) => a - b));
      this.#numbers.forEachInRange(op, bound, visit);
    } else {
      // The default order of `sort` is that of `<`: by UTF-16 code units.
      this.#strings ??= new ValueOrder(this.#valuesOf((value) => typeof value === 'string').sort());
      this.#strings.forEachInRange(op, bound, visit);
    }
  }

  bytes(): number {
    let total = this.#holders.size * MAP_ENTRY_BYTES + SET_BYTES + this.#present.bytes();
    for (const holder of this.#holders.values()) if (holder instanceof DocumentSet) total += SET_BYTES + holder.bytes();
    return total + 8 * ((this.#numbers?.length ?? 0) + (this.#strings?.length ?? 0));
  }

  #valuesOf<T extends Scalar>(isOfType: (value: Scalar) => value is T): T[] {
    return Array.from(this.#holders.keys()).filter(isOfType);
  }

  #addToOrder(value: Scalar): void {
    if (typeof value === 'number' && this.#numbers?.add(value) === false) this.#numbers = null;
    if (typeof value === 'string' && this.#strings?.add(value) === false) this.#strings = null;
  }

  #forgetOrder(): void {
    this.#numbers = null;
    this.#strings = null;
    this.#deletedSinceSort = 0;
  }
}

/** V8's share of a Map for one entry (three words and its bucket), and of a set's objects: estimates for memory figures. */
const MAP_ENTRY_BYTES = 40;
const SET_BYTES = 120;
