/** Values that may come after the sort before it is worth sorting again: they are compared one by one at each range. */
const UNSORTED_MAX = 1024;

/**
 * The distinct values of one type in order, for ranges. Values that went since the sort stay in it, and values that came are
 * kept beside it: readers look each value up, so a value too many finds nothing.
 */
export class ValueOrder<T extends number | string> {
  readonly #sorted: readonly T[];
  readonly #unsorted: T[] = [];

  /** `sorted` by `<`. */
  constructor(sorted: readonly T[]) {
    this.#sorted = sorted;
  }

  get length(): number {
    return this.#sorted.length + this.#unsorted.length;
  }

  /** False when too many came: the order is to be made anew. */
  add(value: T): boolean {
    this.#unsorted.push(value);
    return this.#unsorted.length <= UNSORTED_MAX;
  }

  forEachInRange(op: 'gte' | 'lte', bound: T, visit: (value: T) => void): void {
    const edge = this.#edge(op, bound);
    const start = op === 'gte' ? edge : 0;
    const end = op === 'gte' ? this.#sorted.length : edge;
    for (let i = start; i < end; i++) {
      const value = this.#sorted[i];
      if (value !== undefined) visit(value);
    }
    for (const value of this.#unsorted) if (op === 'gte' ? value >= bound : value <= bound) visit(value);
  }

  /** Index of the first value that is not before the bound (`gte`), or that is after it (`lte`). */
  #edge(op: 'gte' | 'lte', bound: T): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const value = this.#sorted[middle];
      if (value !== undefined && (op === 'gte' ? value < bound : value <= bound)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
