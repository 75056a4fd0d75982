import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dequantise, quantiseUnit } from './quantise.ts';

describe('quantiseUnit', () => {
  it('uses the whole range', () => {
    const { scale, values } = quantiseUnit(Float32Array.of(0.5, -1, 0));
    expect(Array.from(values)).toEqual([16384, -32767, 0]);
    expect(scale * 32_767).toBeCloseTo(1, 12);
  });

  it('gives the zero vector back as zeros', () => {
    expect(Array.from(dequantise(quantiseUnit(new Float32Array(3))))).toEqual([0, 0, 0]);
  });

  it('counts components that are not finite as 0', () => {
    expect(Array.from(quantiseUnit(Float32Array.of(Number.NaN, 1, Number.POSITIVE_INFINITY)).values)).toEqual([
      0, 32_767, 0,
    ]);
  });

  it('moves no component by more than half a step', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1, maxLength: 64, noNaN: true, noDefaultInfinity: true }), (vector) => {
        const { scale, values } = quantiseUnit(vector);
        const back = dequantise({ scale, values });
        vector.forEach((value, i) => {
          expect(Math.abs((back[i] ?? 0) - value)).toBeLessThanOrEqual(scale * 0.501 + Math.abs(value) * 1e-6);
        });
      }),
    );
  });
});
