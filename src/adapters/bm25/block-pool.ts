import { assert } from '../../shared/assert.ts';

/** Postings a block can hold, by class: steps of at most a half keep the unused part small. */
export const BLOCK_POSTINGS_MAX = 128;
export const BLOCK_CAPACITIES: readonly number[] = [2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, BLOCK_POSTINGS_MAX];
export const LARGEST_CLASS = BLOCK_CAPACITIES.length - 1;

/** An address is a segment number and a word inside it. One segment is 1 MiB: growth never copies more than that. */
export const SEGMENT_BITS = 18;
export const SEGMENT_MASK = (1 << SEGMENT_BITS) - 1;
const SEGMENT_WORDS = 1 << SEGMENT_BITS;
/** The first segment starts small and doubles, so that a thousand tiny scopes stay tiny. */
const FIRST_SEGMENT_WORDS = 256;
/** Addresses are 32 bits. */
const SEGMENTS_MAX = 1 << (32 - SEGMENT_BITS);

/** Blocks of 32-bit words in few sizes, taken from large arrays. Freed blocks are used again by their class. */
export class BlockPool {
  readonly #segments: Uint32Array<ArrayBuffer>[] = [new Uint32Array(FIRST_SEGMENT_WORDS)];
  readonly #free: number[][] = BLOCK_CAPACITIES.map(() => []);
  #used = 0;

  /** The array an address points into; valid until the next `allocate`. */
  segment(address: number): Uint32Array<ArrayBuffer> {
    const segment = this.#segments[address >>> SEGMENT_BITS];
    assert(segment !== undefined, 'a block address points into the pool');
    return segment;
  }

  allocate(blockClass: number): number {
    const freed = this.#free[blockClass]?.pop();
    if (freed !== undefined) return freed;
    const words = BLOCK_CAPACITIES[blockClass] ?? 0;
    let last = this.#segments.length - 1;
    if (this.#used + words > SEGMENT_WORDS) {
      assert(this.#segments.length < SEGMENTS_MAX, 'postings of one scope fit 32-bit addresses');
      last = this.#segments.push(new Uint32Array(SEGMENT_WORDS)) - 1;
      this.#used = 0;
    }
    this.#grow(last, this.#used + words);
    const address = ((last << SEGMENT_BITS) | this.#used) >>> 0;
    this.#used += words;
    return address;
  }

  free(address: number, blockClass: number): void {
    this.#free[blockClass]?.push(address);
  }

  bytes(): number {
    const segments = this.#segments.reduce((sum, segment) => sum + segment.byteLength, 0);
    return segments + this.#free.reduce((sum, list) => sum + list.length * 8, 0);
  }

  #grow(index: number, words: number): void {
    const segment = this.#segments[index];
    if (segment === undefined || words <= segment.length) return;
    const grown = new Uint32Array(Math.min(SEGMENT_WORDS, Math.max(words, segment.length * 2)));
    grown.set(segment);
    this.#segments[index] = grown;
  }
}
