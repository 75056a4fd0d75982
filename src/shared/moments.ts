/**
 * What is kept of a stream of numbers in place of the numbers. `squares` is Σ(x − mean)², kept by Welford's update (1962), which
 * does not cancel where the mean is large. `variation` is Σ(x_i − x̂_{i−1})², each value against what those before it foretold.
 */
export type Moments = {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
  readonly variation: number;
};

export const NO_MOMENTS: Moments = { count: 0, mean: 0, squares: 0, variation: 0 };

/** `centre` is what is foretold before the first value, and counts as one of them afterwards; null leaves `variation` alone. */
export function addValue(moments: Moments, value: number, centre: number | null): Moments {
  const count = moments.count + 1;
  const delta = value - moments.mean;
  const mean = moments.mean + delta / count;
  const foretold = centre === null ? value : (centre + moments.mean * moments.count) / count;
  return {
    count,
    mean,
    squares: moments.squares + delta * (value - mean),
    variation: moments.variation + (value - foretold) ** 2,
  };
}

/** The moments of all values in their order. */
export function momentsOf(values: Iterable<number>, centre: number | null = null): Moments {
  let moments = NO_MOMENTS;
  for (const value of values) moments = addValue(moments, value, centre);
  return moments;
}

/** Sample variance (n − 1); 0 of fewer than two values. */
export function varianceOf({ count, squares }: Moments): number {
  return count < 2 ? 0 : squares / (count - 1);
}
