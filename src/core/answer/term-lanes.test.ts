import { expect, test } from 'vitest';
import { TermLanes } from './term-lanes.ts';

const DIMENSIONS = 3;
const pool = Float32Array.from({ length: 30 }, (_, i) => i);

function dot(left: number, right: number): number {
  const products = Array.from({ length: DIMENSIONS }, (_, i) => (pool[left + i] ?? 0) * (pool[right + i] ?? 0));
  return products.reduce((sum, product) => sum + product, 0);
}

test.each([1, 3, 4, 5, 8])(
  'products of two vectors with every one of %i, in their order, and nothing beyond',
  (count) => {
    const lanes = new TermLanes(count, DIMENSIONS);
    for (let i = 0; i < count; i++) lanes.lay(i, pool, i * DIMENSIONS);
    const products = new Float64Array(20).fill(-1);
    lanes.multiply({ pool, left: 24, right: 27 }, products);
    const laid = Array.from({ length: count }, (_, i) => i * DIMENSIONS);
    const expected = [...laid.map((from) => dot(24, from)), ...laid.map((from) => dot(27, from))];
    expect([...products]).toEqual([...expected, ...Array.from({ length: 20 - 2 * count }, () => -1)]);
  },
);
