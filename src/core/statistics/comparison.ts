/**
 * A variant's mean less the control's, with an interval that holds at every look at once: with probability 1 − α no look, however
 * often and whenever it is taken, sees an interval without the true difference. Bounds are null where nothing can be said yet.
 */
export type Comparison = {
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Always-valid p-value of "no difference": the reciprocal of the evidence against it, at most 1. */
  readonly pValue: number;
  /** `bounded` holds from the first value on; `normal` by the central limit theorem, so not before a burn-in. */
  readonly method: 'bounded' | 'normal';
};

/** Evidence as the logarithm of an e-value: its reciprocal is a p-value at every time (Ville's inequality). */
export function pValueOf(logEvidence: number): number {
  return Math.min(1, Math.exp(-logEvidence));
}

/** True when the interval leaves 0 out. */
export function isDifferent({ low, high }: Pick<Comparison, 'low' | 'high'>): boolean {
  return low !== null && high !== null && (low > 0 || high < 0);
}
