import { defined } from '../../shared/assert.ts';
import type { Arena } from './arena.ts';
import type { SlabLayout } from './slab-layout.ts';

/**
 * Hands out blocks, named by the address of their slab (a multiple of 64 KiB) plus their position in it. A new slab's
 * blocks come in ascending order, so that a scope that grows reads on in memory; freed blocks serve whoever needs one next.
 */
export class BlockPool {
  readonly #arena: Arena;
  readonly #layout: SlabLayout;
  readonly #free: number[] = [];

  constructor(arena: Arena, layout: SlabLayout) {
    this.#arena = arena;
    this.#layout = layout;
  }

  /** A block without present rows; throws `INDEX_FULL`. */
  take(): number {
    if (this.#free.length === 0) {
      const slab = this.#arena.allocate(this.#layout.pages);
      for (let position = this.#layout.blocks - 1; position >= 0; position--) this.#free.push(slab + position);
    }
    return defined(this.#free.pop(), 'a slab holds blocks');
  }

  /** The caller has cleared the block's rows. */
  give(block: number): void {
    this.#free.push(block);
  }

  bytes(): number {
    return this.#free.length * Float64Array.BYTES_PER_ELEMENT;
  }
}
