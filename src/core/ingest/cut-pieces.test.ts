import { describe, expect, it } from 'vitest';
import { CHUNK_LENGTH_MAX, chunkSizes, TARGET_WORDS } from './chunk-sizes.ts';
import { cutPieces } from './cut-pieces.ts';
import type { Piece } from './pieces.ts';

const SIZES = chunkSizes({});
const UNITS_PER_WORD = 6;

type Given =
  | number
  | { readonly words: number; readonly isHeading?: boolean; readonly endsBlock?: boolean; gap?: number };

/** Pieces next to each other with so many words each. */
function piecesOf(given: readonly Given[]): Piece[] {
  let end = 0;
  return given.map((each) => {
    const { words, isHeading = false, endsBlock = false, gap = 0 } = typeof each === 'number' ? { words: each } : each;
    const start = end + gap;
    end = start + words * UNITS_PER_WORD;
    return { start, end, words, isHeading, endsBlock };
  });
}

function cut(given: readonly Given[]): number[] {
  return cutPieces(piecesOf(given), SIZES);
}

describe('cutPieces', () => {
  it('cuts evenly near the target', () => {
    expect(cut(Array<number>(40).fill(10))).toEqual([20, 40]);
    expect(cut(Array<number>(54).fill(10))).toEqual([18, 36, 54]);
  });

  it('leaves a remainder of up to one and a half targets in one', () => {
    expect(cut(Array<number>(27).fill(10))).toEqual([27]);
    expect(cut([])).toEqual([]);
  });

  it('moves the cut to the end of a block that is near', () => {
    const near = Array.from({ length: 40 }, (_, i) => ({ words: 10, endsBlock: i === 22 }));
    expect(cut(near)).toEqual([23, 40]);
    const far = Array.from({ length: 40 }, (_, i) => ({ words: 10, endsBlock: i === 34 }));
    expect(cut(far)).toEqual([20, 40]);
  });

  it('never cuts behind a heading where another place is near', () => {
    const given = Array.from({ length: 40 }, (_, i) => ({ words: 10, isHeading: i === 19, endsBlock: i === 19 }));
    expect(cut(given)).not.toContain(20);
  });

  it('does not leave a heading or a short sentence alone before a very long sentence', () => {
    const long = Array<number>(60).fill(10);
    expect(cut([{ words: 10, isHeading: true, endsBlock: true }, 320, ...long])[0]).toBe(2);
    expect(cut([10, 320, ...long])[0]).toBe(2);
  });

  it('leaves a heading alone rather than exceed the hard maximum', () => {
    expect(cut([{ words: 50, isHeading: true, endsBlock: true }, 320, ...Array<number>(60).fill(10)])[0]).toBe(1);
  });

  it('keeps every chunk below the hard maximum of words', () => {
    const long = [300, 300, 40, 320, 10, 310];
    const ends = cut(long);
    let first = 0;
    for (const end of ends) {
      const words = long.slice(first, end).reduce((sum, each) => sum + each, 0);
      expect(words).toBeLessThanOrEqual(SIZES.wordsMax);
      first = end;
    }
    expect(ends.at(-1)).toBe(long.length);
  });

  it('keeps every chunk below the hard maximum of length, gaps included', () => {
    const pieces = piecesOf(Array.from({ length: 10 }, () => ({ words: 5, gap: CHUNK_LENGTH_MAX / 3 })));
    let first = 0;
    for (const end of cutPieces(pieces, SIZES)) {
      expect((pieces[end - 1]?.end ?? 0) - (pieces[first]?.start ?? 0)).toBeLessThanOrEqual(CHUNK_LENGTH_MAX);
      first = end;
    }
    expect(first).toBe(10);
  });

  it('follows another target', () => {
    const half = chunkSizes({ targetWords: TARGET_WORDS / 2, wholeWords: TARGET_WORDS });
    expect(cutPieces(piecesOf(Array<number>(36).fill(10)), half)).toEqual([9, 18, 27, 36]);
  });
});
