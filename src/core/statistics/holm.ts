/** P-values corrected for being several (Holm 1979): one at or below α is false in at most α of all families of tests, however dependent. */
export function holm(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, i) => i).sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
  const corrected = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (pValues[i] ?? 1) * (pValues.length - rank)));
    corrected[i] = largest;
  }
  return corrected;
}
