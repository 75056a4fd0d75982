import { Arena } from './arena.ts';
import { BlockPool } from './block-pool.ts';
import { PAGE_BYTES, type ScanKernel } from './kernel-module.ts';
import type { RowPlace } from './scope-rows.ts';
import { normsOf, type SlabLayout } from './slab-layout.ts';
import { Workspaces } from './workspaces.ts';

/** Rows one call of `rescore` takes from the fixed working space. */
export const RESCORE_BATCH = 256;

/**
 * The event loop's side of the shared memory: rows are written and rescored here, scans get their working space here.
 * The fixed space at its beginning serves work that ends before the event loop turns.
 */
export class ScanEngine {
  readonly layout: SlabLayout;
  readonly arena: Arena;
  readonly blocks: BlockPool;
  readonly workspaces: Workspaces;
  readonly kernel: ScanKernel;
  /** Address of the segment table, the same for every scan. */
  readonly segments: number;
  readonly #source: number;
  readonly #exact: number;
  readonly #rows: number;
  readonly #out: number;

  constructor(layout: SlabLayout, instantiate: (memory: WasmMemory) => ScanKernel) {
    this.layout = layout;
    this.arena = new Arena();
    this.blocks = new BlockPool(this.arena, layout);
    this.workspaces = new Workspaces(this.arena);
    const sizes = [
      layout.segments.length * 16,
      layout.paddedDimensions * 2,
      layout.paddedDimensions * 4,
      RESCORE_BATCH * 8,
      RESCORE_BATCH * 4,
    ];
    const total = sizes.reduce((sum, size) => sum + size, 0);
    // The fixed space comes first, so no block has the address 0, which means "none".
    const [segments, source, exact, rows, out] = runningSums(this.arena.allocate(Math.ceil(total / PAGE_BYTES)), sizes);
    this.segments = segments ?? 0;
    this.#source = source ?? 0;
    this.#exact = exact ?? 0;
    this.#rows = rows ?? 0;
    this.#out = out ?? 0;
    const { u32 } = this.arena.views();
    layout.segments.forEach((segment, i) => {
      u32.set([segment.offset, segment.paddedLength], (this.segments >>> 2) + 2 * i);
    });
    this.kernel = instantiate(this.arena.memory);
  }

  /** Where `writeQuery` may put the floats for `cosines` that follow at once. */
  get exactAt(): number {
    return this.#exact;
  }

  /** The same for the 16-bit integers, which `cosines` does not read; `writeRow` writes over it. */
  get wholeAt(): number {
    return this.#source;
  }

  /** The row's vector, from 16-bit values (a positive factor on them is of no matter to cosines). */
  writeRow(place: RowPlace, values: Int16Array): void {
    const { i16 } = this.arena.views();
    const at = this.#source >>> 1;
    for (const { first, length, paddedFirst, paddedLength } of this.layout.segments) {
      if (length === paddedLength) i16.set(values.subarray(first, first + length), at + paddedFirst);
      else {
        i16.fill(0, at + paddedFirst, at + paddedFirst + paddedLength);
        i16.set(values.subarray(first, first + length), at + paddedFirst);
      }
    }
    const { lows, paddedDimensions, norms, normStride, segments } = this.layout;
    const table = [this.segments, segments.length] as const;
    this.kernel.writeRow(this.#source, place.slab, place.row, ...table, lows, paddedDimensions, norms, normStride);
  }

  clearRow(place: RowPlace): void {
    this.kernel.clearRow(place.slab, place.row);
  }

  /** Exact cosines with the query whose floats stand at `queryAt`; 0 for places that are undefined. */
  cosines(places: readonly (RowPlace | undefined)[], queryAt: number, prefixIndex: number): Float32Array {
    const scores = new Float32Array(places.length);
    const { layout, kernel } = this;
    const norms = normsOf(layout, prefixIndex);
    const { u32, f32 } = this.arena.views();
    const { lows, paddedDimensions } = layout;
    const [pairs, out] = [this.#rows >>> 2, this.#out >>> 2];
    for (let start = 0; start < places.length; start += RESCORE_BATCH) {
      const count = Math.min(RESCORE_BATCH, places.length - start);
      for (let i = 0; i < count; i++) {
        const place = places[start + i];
        u32[pairs + 2 * i] = place?.slab ?? 0;
        u32[pairs + 2 * i + 1] = place?.row ?? 0;
      }
      const table = [this.segments, prefixIndex + 1] as const;
      kernel.rescore(queryAt, ...table, this.#rows, count, lows, paddedDimensions, norms, this.#out);
      scores.set(f32.subarray(out, out + count), start);
    }
    return scores;
  }
}

function runningSums(start: number, sizes: readonly number[]): number[] {
  let at = start;
  return sizes.map((size) => {
    const here = at;
    at += Math.ceil(size / 16) * 16;
    return here;
  });
}
