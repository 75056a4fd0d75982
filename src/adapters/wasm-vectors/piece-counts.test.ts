import { describe, expect, it } from 'vitest';
import { PieceCounts } from './piece-counts.ts';

describe('PieceCounts', () => {
  it('counts up and down', () => {
    const counts = new PieceCounts(10);
    counts.change(Uint16Array.of(1, 2), 1);
    counts.change(Uint16Array.of(2, 3), 1);
    counts.change(Uint16Array.of(1, 2), -1);
    expect([0, 1, 2, 3].map((piece) => counts.of(piece))).toEqual([0, 0, 1, 1]);
  });

  it('keeps its counts when it turns from a map into an array', () => {
    const counts = new PieceCounts(30_000);
    for (let start = 0; start < 6_000; start += 100) {
      counts.change(
        Uint16Array.from({ length: 150 }, (_, i) => start + i),
        1,
      );
    }
    expect([0, 99, 100, 149, 150, 5_950, 6_049, 6_050].map((piece) => counts.of(piece))).toEqual([
      1, 1, 2, 2, 1, 1, 1, 0,
    ]);
    expect(counts.bytes()).toBe(120_000);
  });

  it('gives the room of a small scope back', () => {
    const counts = new PieceCounts(30_000);
    counts.change(Uint16Array.of(5, 6), 1);
    expect(counts.bytes()).toBe(80);
    counts.change(Uint16Array.of(5, 6), -1);
    expect(counts.bytes()).toBe(0);
  });
});
