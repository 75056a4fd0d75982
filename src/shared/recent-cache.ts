/**
 * A bounded map of recently used values: two generations of `max / 2` entries, the older one dropped whole when the newer
 * is full. A hit costs one or two look-ups and no re-ordering, which a strict least-recently-used map cannot offer. String keys
 * must be flat: a slice would keep the whole text that it was cut from.
 */
export class RecentCache<K, V> {
  readonly max: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  constructor(max: number) {
    this.max = max;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(key: K): V | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const older = this.#old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: K, value: V): void {
    if (this.#young.size >= this.max >>> 1 && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
