/** One kept text: its true count is between `count − error` and `count`. */
export type Hitter = { readonly label: string; readonly count: number; readonly error: number };

/** `[key, label, count, error]` of each kept text. */
export type StoredHitters = readonly (readonly [string, string, number, number])[];

type Counter = { label: string; count: number; error: number };

/**
 * The most frequent texts of a stream in bounded space: Space-Saving (Metwally et al. 2005), merged as in Cafaro et al. (2016).
 * Of N texts, one that comes more than N / capacity times is always kept.
 */
export class HeavyHitters {
  readonly #capacity: number;
  readonly #counters = new Map<string, Counter>();
  /** No counter is below it: the first one that stands at it can go, and mostly no other has to be looked at. */
  #least = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  static from(stored: StoredHitters, capacity: number): HeavyHitters {
    const hitters = new HeavyHitters(capacity);
    for (const [key, label, count, error] of stored) hitters.#counters.set(key, { label, count, error });
    return hitters;
  }

  get size(): number {
    return this.#counters.size;
  }

  /** Counts one text; `key` says what is the same text, `label` is how it is shown (the smallest one of a key wins). */
  add(key: string, label: string): void {
    const known = this.#counters.get(key);
    if (known !== undefined) {
      known.count += 1;
      if (label < known.label) known.label = label;
      return;
    }
    const error = this.#counters.size < this.#capacity ? 0 : this.#evict();
    this.#counters.set(key, { label, count: error + 1, error });
  }

  /** Takes in what the other counted; the other stays as it is. The errors add up. */
  merge(other: HeavyHitters): void {
    const [ownFloor, otherFloor] = [this.#floor(), other.#floor()];
    for (const [key, counter] of this.#counters) {
      if (!other.#counters.has(key)) raise(counter, otherFloor);
    }
    for (const [key, { label, count, error }] of other.#counters) {
      const own = this.#counters.get(key);
      if (own === undefined) this.#counters.set(key, { label, count: count + ownFloor, error: error + ownFloor });
      else {
        own.count += count;
        own.error += error;
        if (label < own.label) own.label = label;
      }
    }
    this.#least = 0;
    this.#cut();
  }

  /** Most frequent first, equals by their key. */
  top(limit: number): readonly Hitter[] {
    return this.#ranked()
      .slice(0, limit)
      .map(([, counter]) => ({ ...counter }));
  }

  toStored(): StoredHitters {
    return this.#ranked().map(([key, { label, count, error }]) => [key, label, count, error]);
  }

  /** Memory it holds, roughly: text as UTF-16 and an entry of a map. */
  bytes(): number {
    let bytes = 100;
    for (const [key, { label }] of this.#counters) bytes += 2 * (key.length + label.length) + 120;
    return bytes;
  }

  /** The most that a text which is not kept can have come. */
  #floor(): number {
    if (this.#counters.size < this.#capacity) return 0;
    let least = Number.POSITIVE_INFINITY;
    for (const { count } of this.#counters.values()) least = Math.min(least, count);
    return least;
  }

  /** Drops the first of the least frequent and returns its count. */
  #evict(): number {
    let least = Number.POSITIVE_INFINITY;
    let victim = '';
    for (const [key, { count }] of this.#counters) {
      if (count >= least) continue;
      least = count;
      victim = key;
      if (count === this.#least) break;
    }
    this.#least = least;
    this.#counters.delete(victim);
    return least;
  }

  /** Back to capacity after a merge: only those that stand at the limit are put in the order of their keys. */
  #cut(): void {
    if (this.#counters.size <= this.#capacity) return;
    const counts = Float64Array.from(this.#counters.values(), ({ count }) => count).sort();
    const limit = counts[counts.length - this.#capacity] ?? 0;
    const atLimit: string[] = [];
    for (const [key, { count }] of this.#counters) {
      if (count < limit) this.#counters.delete(key);
      else if (count === limit) atLimit.push(key);
    }
    const excess = this.#counters.size - this.#capacity;
    if (excess > 0) for (const key of atLimit.sort().slice(-excess)) this.#counters.delete(key);
  }

  #ranked(): [string, Counter][] {
    return [...this.#counters].sort(([a, { count: x }], [b, { count: y }]) => y - x || (a < b ? -1 : 1));
  }
}

function raise(counter: Counter, floor: number): void {
  counter.count += floor;
  counter.error += floor;
}
