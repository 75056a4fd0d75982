/** Steps of one search: the halving that every second step forces is done with any interval of doubles long before. */
const STEPS_MAX = 120;

/**
 * Where a rising function crosses 0 between `low` (where it is below) and `high` (where it is not), to within `tolerance`. False
 * position with the Illinois change, and a halving wherever that is slow. Gives the end of the last interval where it is not below.
 */
export function rootOf(
  rising: (x: number) => number,
  { low, high, tolerance }: { readonly low: number; readonly high: number; readonly tolerance: number },
): number {
  let [left, right] = [low, high];
  let [below, above] = [rising(left), rising(right)];
  if (below >= 0) return left;
  for (let step = 0; step < STEPS_MAX && right - left > tolerance && above > 0; step++) {
    const slope = above - below;
    const guess =
      step % 3 === 2 || !Number.isFinite(slope) ? (left + right) / 2 : right - (above * (right - left)) / slope;
    const x = Math.min(right, Math.max(left, guess));
    const value = rising(x);
    if (value < 0) {
      [left, below, above] = [x, value, above / 2];
    } else {
      [right, above, below] = [x, value, below / 2];
    }
  }
  return right;
}
