import { describe, expect, it } from 'vitest';
import { Usage } from './usage.ts';

describe('Usage', () => {
  it('averages over time, each stretch by itself', () => {
    const usage = new Usage(1_000);
    usage.until(1_500, 0, 20);
    usage.until(2_000, 10, 20);
    expect(usage.read()).toEqual({ inFlight: 5, load: 0.25 });
    usage.until(3_000, 30, 10);
    expect(usage.read()).toEqual({ inFlight: 30, load: 1 });
  });

  it('is nothing over no time, and of no places', () => {
    const usage = new Usage(0);
    expect(usage.read()).toEqual({ inFlight: 0, load: 0 });
    usage.until(100, 0, 0);
    expect(usage.read()).toEqual({ inFlight: 0, load: 0 });
  });
});
