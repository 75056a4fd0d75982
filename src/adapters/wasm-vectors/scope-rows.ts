import { Bitset } from '../../shared/bitset.ts';
import type { BlockPool } from './block-pool.ts';
import { ChunkKeys } from './chunk-keys.ts';
import { BLOCK_ROWS } from './slab-layout.ts';

/** Where one row stands in the shared memory. */
export type RowPlace = { readonly slab: number; readonly row: number };

/** The rows of one scope: which block holds an ordinal, and which chunk is written there. */
export class ScopeRows {
  /** What a scan found is checked against these and the catalogue. */
  readonly #keys = new ChunkKeys();
  /** Block per 64 ordinals, 0 where there is none. */
  #blocks = new Uint32Array(0);
  /** Present rows a block. */
  #held = new Uint8Array(0);
  /** Ordinals written since each scan in flight began. */
  readonly #watchers = new Set<Bitset>();
  readonly #pool: BlockPool;

  constructor(pool: BlockPool) {
    this.#pool = pool;
  }

  get count(): number {
    return this.#keys.count;
  }

  /** The scope's blocks in the order of ordinals, for the scans to copy; zeros where no rows are. */
  get blocks(): Uint32Array {
    return this.#blocks;
  }

  /** The chunk whose vector stands at the ordinal, 0 when none. */
  keyAt(ordinal: number): number {
    return this.#keys.at(ordinal);
  }

  place(ordinal: number): RowPlace | undefined {
    return this.keyAt(ordinal) === 0 ? undefined : placeIn(this.#blocks[ordinal >>> 6] ?? 0, ordinal);
  }

  /** Takes the ordinal for a chunk and tells where its row is to be written. Throws `INDEX_FULL`, then nothing is taken. */
  take(ordinal: number, chunk: number): RowPlace {
    const at = ordinal >>> 6;
    this.#reserve(at);
    const block = this.#blocks[at] || this.#pool.take();
    this.#blocks[at] = block;
    if (this.keyAt(ordinal) === 0) this.#held[at] = (this.#held[at] ?? 0) + 1;
    this.#keys.set(ordinal, chunk);
    this.#noteWrite(ordinal);
    return placeIn(block, ordinal);
  }

  /** Frees the ordinal, and its block with its last row. The caller has cleared the row's presence. */
  free(ordinal: number): void {
    if (!this.#keys.delete(ordinal)) return;
    const at = ordinal >>> 6;
    const held = (this.#held[at] ?? 0) - 1;
    this.#held[at] = held;
    this.#noteWrite(ordinal);
    if (held > 0) return;
    this.#pool.give(this.#blocks[at] ?? 0);
    this.#blocks[at] = 0;
  }

  /** From now until `unwatch`, the set gains every ordinal that is written or freed. */
  watch(): Bitset {
    const written = new Bitset();
    this.#watchers.add(written);
    return written;
  }

  unwatch(written: Bitset): void {
    this.#watchers.delete(written);
  }

  bytes(): number {
    return this.#keys.bytes() + this.#blocks.byteLength + this.#held.byteLength;
  }

  #noteWrite(ordinal: number): void {
    for (const written of this.#watchers) written.add(ordinal);
  }

  #reserve(block: number): void {
    if (block < this.#blocks.length) return;
    const length = Math.max(block + 1, Math.ceil(this.#blocks.length * 1.5));
    const [blocks, held] = [this.#blocks, this.#held];
    this.#blocks = new Uint32Array(length);
    this.#blocks.set(blocks);
    this.#held = new Uint8Array(length);
    this.#held.set(held);
  }
}

/** A block is the address of its slab plus its position there, see BlockPool. */
function placeIn(block: number, ordinal: number): RowPlace {
  const position = block & 0xffff;
  return { slab: block - position, row: position * BLOCK_ROWS + (ordinal & (BLOCK_ROWS - 1)) };
}
