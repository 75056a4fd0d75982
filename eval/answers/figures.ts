/** A probability and what came true. */
export type Judged = { readonly probability: number; readonly right: boolean };

/** Chance that a right row has a higher probability than a wrong one; ties count half. */
export function areaUnderCurve(rows: readonly Judged[]): number {
  const sorted = rows.toSorted((a, b) => a.probability - b.probability);
  let rankSum = 0;
  for (let i = 0; i < sorted.length; ) {
    let j = i;
    while (j < sorted.length && sorted[j]?.probability === sorted[i]?.probability) j++;
    for (let k = i; k < j; k++) if (sorted[k]?.right) rankSum += (i + 1 + j) / 2;
    i = j;
  }
  const right = rows.filter((row) => row.right).length;
  return (rankSum - (right * (right + 1)) / 2) / (right * (rows.length - right));
}

/** Expected calibration error over equal-width bins. */
export function calibrationError(rows: readonly Judged[], bins = 10): number {
  const sums = Array.from({ length: bins }, () => ({ probability: 0, right: 0 }));
  for (const row of rows) {
    const bin = sums[Math.min(bins - 1, Math.floor(row.probability * bins))];
    if (bin === undefined) continue;
    bin.probability += row.probability;
    bin.right += row.right ? 1 : 0;
  }
  return sums.reduce((sum, bin) => sum + Math.abs(bin.probability - bin.right), 0) / rows.length;
}

/** The threshold that keeps `share` of the first list, and the share of the second that falls below it. */
export function refusedAt(
  share: number,
  answerable: readonly number[],
  unanswerable: readonly number[],
): { readonly threshold: number; readonly refused: number } {
  const sorted = answerable.toSorted((a, b) => b - a);
  const threshold = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { threshold, refused: unanswerable.filter((p) => p < threshold).length / unanswerable.length };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
