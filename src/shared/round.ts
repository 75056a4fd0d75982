/** To so many decimals, for figures that people and programs read: halves go up. */
export function rounded(value: number, decimals: number): number {
  const steps = 10 ** decimals;
  return Math.round(value * steps) / steps;
}
