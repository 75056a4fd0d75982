/** Vectors that lie side by side, their values of one dimension together: four products need one value of the other vector. */
export const LANES = 4;

/** A vector that lies in a larger array. */
type PooledVector = { readonly pool: Float32Array; readonly from: number; readonly dimensions: number };

/** Values that `count` vectors take; the last block of four is filled up with zeros. */
export function laneLength(count: number, dimensions: number): number {
  return Math.ceil(count / LANES) * LANES * dimensions;
}

/** Lays a vector down as number `index`. */
export function packLane(lanes: Float64Array, index: number, { pool, from, dimensions }: PooledVector): void {
  const start = Math.floor(index / LANES) * LANES * dimensions + (index % LANES);
  for (let i = 0; i < dimensions; i++) lanes[start + i * LANES] = pool[from + i] ?? 0;
}

/** Dot products of a vector with all that were laid down. Four sums run side by side: one alone would wait for every addition. */
export function projectOnto(lanes: Float64Array, { pool, from, dimensions }: PooledVector, sums: Float64Array): void {
  const end = from + dimensions;
  let at = 0;
  for (let block = 0; block < sums.length; block += LANES) {
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let i = from; i < end; i++) {
      const value = pool[i] ?? 0;
      first += value * (lanes[at] ?? 0);
      second += value * (lanes[at + 1] ?? 0);
      third += value * (lanes[at + 2] ?? 0);
      fourth += value * (lanes[at + 3] ?? 0);
      at += LANES;
    }
    sums[block] = first;
    sums[block + 1] = second;
    sums[block + 2] = third;
    sums[block + 3] = fourth;
  }
}
