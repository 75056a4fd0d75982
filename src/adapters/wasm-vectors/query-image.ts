import type { MemoryViews } from './arena.ts';
import type { SlabLayout } from './slab-layout.ts';

/** A query as the kernel reads it, and what turns the kernel's scores into cosines. */
export type QueryImage = {
  /** Added to a row's sum: half a step of the high bytes, for the low bytes the scan does not see. */
  readonly bias: number;
  /** Cosine = the kernel's score × factor. */
  readonly factor: number;
};

/**
 * Writes the query's first segments at `wholeAt` as 16-bit integers (padded, for the scan) and at `exactAt` as floats of
 * unit length (for exact rescoring). Null when the prefix is all zeros, which has no direction.
 */
export function writeQuery(
  views: MemoryViews,
  layout: SlabLayout,
  query: Float32Array,
  at: { readonly prefixIndex: number; readonly wholeAt: number; readonly exactAt: number },
): QueryImage | null {
  const segments = layout.segments.slice(0, at.prefixIndex + 1);
  let squares = 0;
  let largest = 0;
  for (const { first, length } of segments) {
    for (let i = first; i < first + length; i++) {
      const value = query[i] ?? 0;
      squares += value * value;
      largest = Math.max(largest, Math.abs(value));
    }
  }
  if (!(squares > 0) || !Number.isFinite(squares)) return null;
  const norm = Math.sqrt(squares);
  const steps = layout.queryMax / largest;
  const [whole, exact] = [at.wholeAt >>> 1, at.exactAt >>> 2];
  let sum = 0;
  for (const { first, length, paddedFirst, paddedLength } of segments) {
    views.i16.fill(0, whole + paddedFirst, whole + paddedFirst + paddedLength);
    views.f32.fill(0, exact + paddedFirst, exact + paddedFirst + paddedLength);
    for (let i = 0; i < length; i++) {
      const value = query[first + i] ?? 0;
      const step = Math.round(value * steps);
      views.i16[whole + paddedFirst + i] = step;
      views.f32[exact + paddedFirst + i] = value / norm;
      sum += step;
    }
  }
  // A low byte is 127.5 on average, which is 127.5/256 of a high step.
  return { bias: (sum * 127.5) / 256, factor: 256 / (steps * norm) };
}
