import { describe, expect, it } from 'vitest';
import { BLOCK_ROWS, normsOf, slabLayout } from './slab-layout.ts';

describe('slabLayout', () => {
  it.each([
    [384, [96, 192, 384]],
    [1_536, [256, 1_536]],
    [50, [7, 30, 50]],
    [16, [16]],
  ])('of %i dimensions: runs follow each other, aligned, and fit into the pages', (dimensions, prefixes) => {
    const layout = slabLayout(dimensions, prefixes);
    const rows = layout.blocks * BLOCK_ROWS;
    expect(layout.norms).toBeGreaterThanOrEqual(rows / 8);
    let end = layout.norms + prefixes.length * rows * 4;
    expect(normsOf(layout, prefixes.length - 1) + rows * 4).toBe(end);
    for (const segment of layout.segments) {
      expect(segment.offset).toBe(end);
      expect(segment.offset % 16).toBe(0);
      expect(segment.paddedLength % 16).toBe(0);
      expect(segment.paddedLength - segment.length).toBeLessThan(16);
      end += rows * segment.paddedLength;
    }
    expect(layout.lows).toBe(end);
    expect(end + rows * layout.paddedDimensions).toBeLessThanOrEqual(layout.pages * 65_536);
    expect(layout.segments.reduce((sum, { length }) => sum + length, 0)).toBe(dimensions);
    expect(layout.queryMax * 128 * layout.paddedDimensions).toBeLessThan(2 ** 31);
  });

  it('takes 780 bytes and a bit a row of 384 dimensions', () => {
    const { pages, blocks } = slabLayout(384, [96, 192, 384]);
    expect((pages * 65_536) / (blocks * BLOCK_ROWS)).toBeLessThan(784);
  });

  it('refuses prefixes that do not ascend to the dimensions', () => {
    expect(() => slabLayout(16, [8])).toThrow('assertion');
    expect(() => slabLayout(16, [16, 16])).toThrow('assertion');
  });
});
