/** The blocks of one long posting list in the order of their ordinals: an address and a count each. */
export class BlockDirectory {
  #entries = new Uint32Array(8);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  addressAt(index: number): number {
    return this.#entries[2 * index] ?? 0;
  }

  countAt(index: number): number {
    return this.#entries[2 * index + 1] ?? 0;
  }

  setCount(index: number, count: number): void {
    this.#entries[2 * index + 1] = count;
  }

  insert(index: number, address: number, count: number): void {
    if (2 * this.#length === this.#entries.length) {
      const grown = new Uint32Array(this.#entries.length + Math.max(8, (this.#entries.length >>> 2) & ~1));
      grown.set(this.#entries);
      this.#entries = grown;
    }
    this.#entries.copyWithin(2 * index + 2, 2 * index, 2 * this.#length);
    this.#entries[2 * index] = address;
    this.#entries[2 * index + 1] = count;
    this.#length++;
  }

  delete(index: number): void {
    this.#entries.copyWithin(2 * index, 2 * index + 2, 2 * this.#length);
    this.#length--;
  }

  bytes(): number {
    return this.#entries.byteLength + DIRECTORY_BYTES;
  }
}

/** Object and typed-array header in V8: an estimate for memory figures. */
const DIRECTORY_BYTES = 150;
