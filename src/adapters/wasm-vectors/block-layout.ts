import { assert, defined } from '../../shared/assert.ts';

/** Rows a block: one 64-bit presence mask. Small enough that a scope of a few chunks costs 50 KiB, not megabytes. */
export const BLOCK_ROWS = 64;
/** The kernel reads 16 dimensions a step, so segments are padded with zeros to a multiple of it. */
const STEP = 16;
const PRESENCE_BYTES = 16;
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
  /** Byte offset of the segment's high bytes in a block. */
  readonly offset: number;
};

/** Where things stand in a block of rows, and how a vector is padded to match. */
export type BlockLayout = {
  readonly segments: readonly Segment[];
  readonly paddedDimensions: number;
  /** Byte offsets in a block: inverse norms (f32, one run a prefix), low bytes (row-major, `paddedDimensions` apart). */
  readonly norms: number;
  readonly lows: number;
  readonly blockBytes: number;
  /** Largest magnitude of a quantised query component. */
  readonly queryMax: number;
};

/** `prefixes` ascend and end with `dimensions`. A row takes 2 bytes a dimension and 4 a prefix, and an eighth of a bit. */
export function blockLayout(dimensions: number, prefixes: readonly number[]): BlockLayout {
  assert(prefixes.at(-1) === dimensions, 'the last prefix is the whole vector');
  const norms = PRESENCE_BYTES;
  let offset = norms + prefixes.length * BLOCK_ROWS * Float32Array.BYTES_PER_ELEMENT;
  let paddedFirst = 0;
  const segments = prefixes.map((prefix, index): Segment => {
    const first = index === 0 ? 0 : defined(prefixes[index - 1], 'prefix before');
    assert(prefix > first, 'prefixes ascend');
    const length = prefix - first;
    const paddedLength = Math.ceil(length / STEP) * STEP;
    const segment = { first, length, paddedFirst, paddedLength, offset };
    offset += BLOCK_ROWS * paddedLength;
    paddedFirst += paddedLength;
    return segment;
  });
  return {
    segments,
    paddedDimensions: paddedFirst,
    norms,
    lows: offset,
    blockBytes: offset + BLOCK_ROWS * paddedFirst,
    queryMax: Math.min(32_767, Math.floor(SUM_MAX / (128 * paddedFirst))),
  };
}

/** Byte offset in a block of the inverse norms of the prefix at `prefixIndex`. */
export function normsOf(layout: BlockLayout, prefixIndex: number): number {
  return layout.norms + prefixIndex * BLOCK_ROWS * Float32Array.BYTES_PER_ELEMENT;
}
