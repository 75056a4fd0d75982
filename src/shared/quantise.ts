/** Largest magnitude of a stored component. */
const STEPS = 32_767;

/**
 * A vector in 16 bits a component: component i is `values[i] * scale`, scale = max|v| / 32767. The rounding moves a cosine by
 * less than 10⁻⁴. The zero vector has scale 0. Values that are not finite count as 0, so that one bad component cannot poison sums.
 */
export function quantiseUnit(vector: Float32Array): { readonly scale: number; readonly values: Int16Array } {
  let largest = 0;
  for (const value of vector) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const values = new Int16Array(vector.length);
  if (largest === 0) return { scale: 0, values };
  const steps = STEPS / largest;
  for (let i = 0; i < vector.length; i++) {
    const value = vector[i] ?? 0;
    if (Number.isFinite(value)) values[i] = Math.round(value * steps);
  }
  return { scale: largest / STEPS, values };
}

/** The floats a quantised vector stands for. */
export function dequantise({ scale, values }: { readonly scale: number; readonly values: Int16Array }): Float32Array {
  return Float32Array.from(values, (value) => value * scale);
}
