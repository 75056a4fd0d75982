/** From here on Stirling's series with three terms is exact to the last digits of a double. */
const STIRLING_MIN = 20;

/** ln Γ(x) for x > 0: the recurrence Γ(x + 1) = xΓ(x) up to where Stirling's series is exact. */
export function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < STIRLING_MIN; at++) shift += Math.log(at);
  const inverse = 1 / at;
  const series = inverse / 12 - inverse ** 3 / 360 + inverse ** 5 / 1260 - inverse ** 7 / 1680;
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - shift;
}
