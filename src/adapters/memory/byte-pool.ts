import { assert, defined } from '../../shared/assert.ts';

/** What 16 bits can say. */
const ITEM_BYTES_MAX = 65_535;
const ASCII = /^[\0-\x7f]*$/;
/** Dead bytes below this are left where they are: moving the rest would cost more than they do. */
const COMPACTED_BYTES_MIN = 64 * 1024;

/**
 * Small byte strings by number, end to end in one buffer: some six bytes beside each, where an object of its own costs some
 * hundred and is walked by every garbage collection. The dead are squeezed out when they are half of it.
 */
export class BytePool {
  #bytes = Buffer.alloc(1_024);
  #starts = new Uint32Array(64);
  #lengths = new Uint16Array(64);
  #used = 0;
  #live = 0;

  set(item: number, value: Uint8Array): void {
    assert(value.length <= ITEM_BYTES_MAX, 'an item of a pool has at most 65,535 bytes');
    const start = this.#take(item, value.length);
    this.#bytes.set(value, start);
  }

  /** `set` of a text as UTF-8. */
  setText(item: number, text: string): void {
    if (!ASCII.test(text)) {
      this.set(item, Buffer.from(text));
      return;
    }
    assert(text.length <= ITEM_BYTES_MAX, 'an item of a pool has at most 65,535 bytes');
    const start = this.#take(item, text.length);
    for (let i = 0; i < text.length; i++) this.#bytes[start + i] = text.charCodeAt(i);
  }

  /** Whether the item is this text, without making a string of it. */
  equals(item: number, text: string): boolean {
    const start = this.#starts[item] ?? 0;
    const length = this.#lengths[item] ?? 0;
    for (let i = 0; i < length; i++) {
      const byte = this.#bytes[start + i] ?? 0;
      if (byte >= 0x80) return this.text(item) === text;
      if (byte !== text.charCodeAt(i)) return false;
    }
    return text.length === length;
  }

  /** A view that the next `set` may move: read it at once. */
  get(item: number): Buffer {
    const start = this.#starts[item] ?? 0;
    return this.#bytes.subarray(start, start + (this.#lengths[item] ?? 0));
  }

  /** The item as UTF-8. */
  text(item: number): string {
    const start = this.#starts[item] ?? 0;
    return this.#bytes.toString('utf8', start, start + (this.#lengths[item] ?? 0));
  }

  startsWith(item: number, prefix: Uint8Array): boolean {
    const start = this.#starts[item] ?? 0;
    if ((this.#lengths[item] ?? 0) < prefix.length) return false;
    for (let i = 0; i < prefix.length; i++) if (this.#bytes[start + i] !== prefix[i]) return false;
    return true;
  }

  delete(item: number): void {
    const length = this.#lengths[item];
    if (length === undefined) return;
    this.#live -= length;
    this.#lengths[item] = 0;
    if (this.#used - this.#live > Math.max(COMPACTED_BYTES_MIN, this.#live)) this.#move(this.#live);
  }

  bytes(): number {
    return this.#bytes.byteLength + this.#starts.byteLength + this.#lengths.byteLength;
  }

  /** Room for the item's new value; returns where it begins. */
  #take(item: number, length: number): number {
    this.delete(item);
    this.#reserve(item, length);
    const start = this.#used;
    this.#starts[item] = start;
    this.#lengths[item] = length;
    this.#used += length;
    this.#live += length;
    return start;
  }

  #reserve(item: number, length: number): void {
    if (item >= this.#starts.length) {
      const size = Math.max(item + 1, this.#starts.length + (this.#starts.length >>> 1));
      const starts = new Uint32Array(size);
      const lengths = new Uint16Array(size);
      starts.set(this.#starts);
      lengths.set(this.#lengths);
      this.#starts = starts;
      this.#lengths = lengths;
    }
    if (this.#used + length > this.#bytes.length) this.#move(this.#live + length);
  }

  /** Copies what lives into a buffer with room for half as much again as `needed`. */
  #move(needed: number): void {
    const moved = Buffer.alloc(Math.max(1_024, needed + (needed >>> 1)));
    let used = 0;
    for (let item = 0; item < this.#lengths.length; item++) {
      const length = defined(this.#lengths[item], 'every item has a length');
      if (length === 0) continue;
      const start = this.#starts[item] ?? 0;
      this.#bytes.copy(moved, used, start, start + length);
      this.#starts[item] = used;
      used += length;
    }
    this.#bytes = moved;
    this.#used = used;
  }
}
