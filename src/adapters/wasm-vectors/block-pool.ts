import { defined } from '../../shared/assert.ts';
import type { Arena } from './arena.ts';
import { PAGE_BYTES } from './kernel-module.ts';

/** Blocks taken from the arena together, so that little of a 64 KiB page is lost. */
const SLAB_BLOCKS = 16;

/** Hands out blocks of equal size at 16-byte addresses; freed blocks serve the next scope that needs one. */
export class BlockPool {
  readonly #arena: Arena;
  readonly #blockBytes: number;
  readonly #free: number[] = [];

  constructor(arena: Arena, blockBytes: number) {
    this.#arena = arena;
    this.#blockBytes = blockBytes;
  }

  /** Address of a block without present rows; throws `INDEX_FULL`. */
  take(): number {
    if (this.#free.length === 0) {
      const slab = this.#arena.allocate(Math.ceil((SLAB_BLOCKS * this.#blockBytes) / PAGE_BYTES));
      for (let i = SLAB_BLOCKS - 1; i >= 0; i--) this.#free.push(slab + i * this.#blockBytes);
    }
    return defined(this.#free.pop(), 'a slab holds blocks');
  }

  /** The caller has cleared the block's rows. */
  give(address: number): void {
    this.#free.push(address);
  }

  bytes(): number {
    return this.#free.length * Float64Array.BYTES_PER_ELEMENT;
  }
}
