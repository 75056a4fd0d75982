/** Fewest passages an answer should rest on, and most a reader will look at. */
export const ADAPTIVE_MIN = 3;
export const ADAPTIVE_MAX = 30;

/** A drop is a break when it is this share of the best score, and this many times the mean drop before it. */
const BREAK_SHARE = 0.08;
const BREAK_RATIO = 3;
/** Below this share of the best score a passage is noise, whatever the curve does. */
const FLOOR_SHARE = 0.35;

/**
 * How many of a descending list to keep: up to where the curve breaks (a drop that stands out from those before it) or
 * falls under the floor, within ADAPTIVE_MIN and ADAPTIVE_MAX and the length of the list.
 */
export function adaptiveTopK(scores: readonly number[]): number {
  const longest = Math.min(scores.length, ADAPTIVE_MAX);
  const best = scores[0] ?? 0;
  for (let kept = Math.min(ADAPTIVE_MIN, longest); kept < longest; kept++) {
    const next = scores[kept] ?? 0;
    const last = scores[kept - 1] ?? 0;
    if (next < best * FLOOR_SHARE) return kept;
    // The first drop is left out of the mean: a clear winner must not hide the break behind it.
    const meanDrop = kept > 2 ? ((scores[1] ?? 0) - last) / (kept - 2) : 0;
    if (last - next >= best * BREAK_SHARE && last - next >= BREAK_RATIO * meanDrop) return kept;
  }
  return longest;
}
