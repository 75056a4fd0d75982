/** A vector of unit length in a random direction; components fall off like those of a rotated embedding. */
export function randomUnit(random: () => number, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (let i = 0; i < dimensions; i++) {
    const gauss = random() + random() + random() + random() - 2;
    vector[i] = gauss / Math.sqrt(1 + (8 * i) / dimensions);
  }
  return toUnit(vector);
}

/** In place; zeros stay zeros. */
export function toUnit(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  if (norm > 0) for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / norm;
  return vector;
}

/** Cosine over the first `dimensions` in double precision; 0 when either side is all zeros there. */
export function cosine(a: Float32Array, b: Float32Array, dimensions = a.length): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let i = 0; i < dimensions; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? dot / Math.sqrt(aa * bb) : 0;
}
