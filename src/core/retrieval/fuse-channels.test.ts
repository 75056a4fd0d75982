import { describe, expect, it } from 'vitest';
import { fuseChannels } from './fuse-channels.ts';

const scores = (...values: number[]): Float32Array => Float32Array.from(values);

describe('fuseChannels', () => {
  it('weighs each channel by its own maximum and gives the best candidate 1', () => {
    const fused = fuseChannels(3, [
      { scores: scores(20, 10, 0), weight: 0.5 },
      { scores: scores(0.1, 0.4, 0.2), weight: 0.5 },
    ]);
    expect(fused[1]).toBeCloseTo(1);
    expect(fused[0]).toBeCloseTo((0.5 + 0.125) / 0.75);
    expect(fused[2]).toBeCloseTo(0.25 / 0.75);
  });

  it('does not depend on the scale of a channel', () => {
    const once = fuseChannels(2, [{ scores: scores(3, 2), weight: 1 }]);
    const scaled = fuseChannels(2, [{ scores: scores(300, 200), weight: 1 }]);
    expect([...scaled]).toEqual([...once]);
  });

  it('takes nothing from a channel without a positive score', () => {
    const fused = fuseChannels(2, [
      { scores: scores(2, 1), weight: 0.5 },
      { scores: scores(-0.5, 0), weight: 0.5 },
    ]);
    expect([...fused]).toEqual([1, 0.5]);
  });

  it('gives zeros when no channel found anything', () => {
    expect([...fuseChannels(2, [{ scores: scores(0, 0), weight: 1 }])]).toEqual([0, 0]);
    expect(fuseChannels(0, [])).toHaveLength(0);
  });
});
