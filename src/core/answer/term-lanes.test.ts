import { expect, test } from 'vitest';
import { LANES, laneLength, packLane, projectOnto } from './term-lanes.ts';

test('products with every vector laid down, in their order, and zero for the lanes left over', () => {
  const pool = Float32Array.from({ length: 18 }, (_, i) => i);
  const dimensions = 3;
  const lanes = new Float64Array(laneLength(5, dimensions));
  for (let i = 0; i < 5; i++) packLane(lanes, i, { pool, from: i * dimensions, dimensions });
  const sums = new Float64Array(2 * LANES);
  projectOnto(lanes, { pool, from: 15, dimensions }, sums);
  const dot = (from: number) => 15 * from + 16 * (from + 1) + 17 * (from + 2);
  expect([...sums]).toEqual([...[0, 3, 6, 9, 12].map(dot), 0, 0, 0]);
});
