import { assert, defined } from '../../shared/assert.ts';
import { PAGE_BYTES } from './kernel-module.ts';

/** Rows a block, the unit a scope takes: one 64-bit presence word. A scope of a few chunks costs 50 KiB, not megabytes. */
export const BLOCK_ROWS = 64;
/**
 * Blocks a slab. Blocks that are taken one after the other lie side by side in each plane, so a scan reads runs of 100 KiB
 * and more: with runs of 6 KiB it got a third of the memory's speed. Between these, the number that wastes least of a page.
 */
const SLAB_BLOCKS_MIN = 16;
const SLAB_BLOCKS_MAX = 32;
/** The kernel reads 16 dimensions a step, so segments are padded with zeros to a multiple of it. */
const STEP = 16;
/** The kernel's 32-bit sums need |query| · 128 · dimensions to stay below 2³¹. */
const SUM_MAX = 2 ** 31 - 1;

/** The dimensions one prefix adds to the prefix before it. */
export type Segment = {
  /** First dimension in the caller's vector, and how many. */
  readonly first: number;
  readonly length: number;
  /** Place in the padded vector, and padded length. */
  readonly paddedFirst: number;
  readonly paddedLength: number;
  /** Byte offset of the segment's high bytes in a slab. */
  readonly offset: number;
};

/** Where things stand in a slab of rows, and how a vector is padded to match. All offsets in bytes. */
export type SlabLayout = {
  readonly segments: readonly Segment[];
  readonly paddedDimensions: number;
  readonly blocks: number;
  readonly pages: number;
  /** Inverse norms: f32, one run a prefix, `normStride` apart. */
  readonly norms: number;
  readonly normStride: number;
  /** Low bytes, row-major, `paddedDimensions` apart. */
  readonly lows: number;
  /** Largest magnitude of a quantised query component. */
  readonly queryMax: number;
};

/** `prefixes` ascend and end with `dimensions`. A row takes 2 bytes a dimension, 4 a prefix, and a presence bit. */
export function slabLayout(dimensions: number, prefixes: readonly number[]): SlabLayout {
  assert(prefixes.at(-1) === dimensions, 'the last prefix is the whole vector');
  const widths = prefixes.map((prefix, i) => prefix - (prefixes[i - 1] ?? 0));
  assert(
    widths.every((width) => width > 0),
    'prefixes ascend',
  );
  const padded = widths.map((width) => Math.ceil(width / STEP) * STEP);
  const paddedDimensions = padded.reduce((sum, width) => sum + width, 0);
  const rowBytes = 2 * paddedDimensions + 4 * prefixes.length;
  const blocks = bestBlocks(BLOCK_ROWS * rowBytes + BLOCK_ROWS / 8);
  const rows = blocks * BLOCK_ROWS;
  // Sixteen rows' presence is two bytes: rounding up keeps every run at a multiple of 16.
  const norms = Math.ceil(rows / 8 / STEP) * STEP;
  const normStride = rows * Float32Array.BYTES_PER_ELEMENT;
  const highs = norms + prefixes.length * normStride;
  const segments = padded.map((paddedLength, i): Segment => {
    const paddedFirst = padded.slice(0, i).reduce((sum, width) => sum + width, 0);
    const length = defined(widths[i], 'one width a segment');
    return { first: prefixes[i - 1] ?? 0, length, paddedFirst, paddedLength, offset: highs + rows * paddedFirst };
  });
  const lows = highs + rows * paddedDimensions;
  const pages = Math.ceil((lows + rows * paddedDimensions) / PAGE_BYTES);
  const queryMax = Math.min(32_767, Math.floor(SUM_MAX / (128 * paddedDimensions)));
  return { segments, paddedDimensions, blocks, pages, norms, normStride, lows, queryMax };
}

/** Byte offset in a slab of the inverse norms of the prefix at `prefixIndex`. */
export function normsOf(layout: SlabLayout, prefixIndex: number): number {
  return layout.norms + prefixIndex * layout.normStride;
}

function bestBlocks(blockBytes: number): number {
  let best = SLAB_BLOCKS_MIN;
  for (let blocks = SLAB_BLOCKS_MIN; blocks <= SLAB_BLOCKS_MAX; blocks++) {
    if (waste(blocks * blockBytes) / blocks < waste(best * blockBytes) / best) best = blocks;
  }
  return best;
}

/** Bytes left over of the last page, with room for the rounding of the presence bits. */
function waste(bytes: number): number {
  return Math.ceil((bytes + STEP) / PAGE_BYTES) * PAGE_BYTES - bytes;
}
