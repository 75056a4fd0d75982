import { CodedError } from '../../shared/errors.ts';
import { PAGE_BYTES } from './kernel-module.ts';

/** All of a 32-bit address space: some five million rows of 384 dimensions. */
const PAGES_MAX = 65_536;
/** Memory grows by an eighth, at least 1 MiB (small servers stay small) and at most 64 MiB (a step stays quick). */
const GROWTH_FRACTION = 8;
const GROWTH_PAGES_MIN = 16;
const GROWTH_PAGES_MAX = 1_024;

/** Typed views of the whole memory; valid until it grows, so take them anew for each piece of work. */
export type MemoryViews = {
  readonly i16: Int16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly f32: Float32Array;
};

/**
 * One shared memory for the rows of all scopes and for the scans' working space. One memory and not one a scope: a
 * process can map only some 16,000 shared memories, and every thread would need an instance over each.
 */
export class Arena {
  readonly memory: WasmMemory;
  #used = 0;
  #views: MemoryViews | undefined;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: GROWTH_PAGES_MIN, maximum: PAGES_MAX, shared: true });
  }

  /** Address of `pages` fresh zeroed pages, never taken back: callers keep their own free lists. Throws `INDEX_FULL`. */
  allocate(pages: number): number {
    const held = this.bytes() / PAGE_BYTES;
    const missing = this.#used + pages - held;
    if (missing > 0) this.#grow(held, missing);
    const address = this.#used * PAGE_BYTES;
    this.#used += pages;
    return address;
  }

  views(): MemoryViews {
    const { buffer } = this.memory;
    if (this.#views?.u32.buffer.byteLength !== buffer.byteLength) {
      this.#views = {
        i16: new Int16Array(buffer),
        i32: new Int32Array(buffer),
        u32: new Uint32Array(buffer),
        f32: new Float32Array(buffer),
      };
    }
    return this.#views;
  }

  bytes(): number {
    return this.memory.buffer.byteLength;
  }

  #grow(held: number, missing: number): void {
    const wanted = Math.min(Math.max(Math.floor(held / GROWTH_FRACTION), GROWTH_PAGES_MIN), GROWTH_PAGES_MAX);
    const step = Math.min(Math.max(missing, wanted), PAGES_MAX - held);
    try {
      if (step < missing) throw new RangeError(`${held + missing} pages are more than ${PAGES_MAX}`);
      this.memory.grow(step);
    } catch (cause) {
      throw new CodedError(
        'INDEX_FULL',
        'The vector index cannot take more memory. Delete documents or use a vector server.',
        { cause },
      );
    }
  }
}
