import { describe, expect, it } from 'vitest';
import { quantile, UNLOADED_SAMPLES, UnloadedLatency } from './unloaded-latency.ts';

describe('UnloadedLatency', () => {
  it('knows nothing at first, then the median of what was alone', () => {
    const unloaded = new UnloadedLatency();
    expect(unloaded.p50Ms).toBeNull();
    for (const latencyMs of [4, 100, 5]) unloaded.add(latencyMs);
    expect(unloaded.p50Ms).toBe(5);
  });

  it('forgets the oldest', () => {
    const unloaded = new UnloadedLatency();
    for (let i = 0; i < UNLOADED_SAMPLES; i++) unloaded.add(4);
    for (let i = 0; i < UNLOADED_SAMPLES / 2 + 1; i++) unloaded.add(40);
    expect(unloaded.p50Ms).toBe(40);
  });

  it('starts anew from a probe', () => {
    const unloaded = new UnloadedLatency();
    for (let i = 0; i < UNLOADED_SAMPLES; i++) unloaded.add(4);
    unloaded.replace([300, 310, 320]);
    expect(unloaded.p50Ms).toBe(310);
  });
});

describe('quantile', () => {
  it.each([
    [[3], 0.25, 3],
    [[1, 2, 3, 4, 5], 0.25, 2],
    [[5, 1, 4, 2, 3], 0.5, 3],
    [[10, 9], 0.5, 9],
    [[10, 9], 1, 10],
  ])('of %j at %f is %f', (values, share, expected) => {
    expect(quantile(values, share)).toBe(expected);
  });
});
