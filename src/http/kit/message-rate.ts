/**
 * Messages within any second, told by a bucket that holds one second's worth and fills at the same rate: a burst after silence is
 * fine, a stream above the rate is not. Times in monotonic milliseconds.
 */
export class MessageRate {
  readonly #perSecond: number;
  #left: number;
  #atMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#atMs = nowMs;
  }

  /** Counts one message; false when it is one too many. */
  take(nowMs: number): boolean {
    const refill = ((nowMs - this.#atMs) * this.#perSecond) / 1_000;
    this.#left = Math.min(this.#perSecond, this.#left + refill);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
