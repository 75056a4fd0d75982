import type { Clock } from '../../shared/clock.ts';

/** Queries ahead of time in a minute, whatever they cost: what a hundred people typing could still use. */
export const PREFETCHES_PER_MINUTE_MAX = 60;
/** Share of the time that may go into them: a twentieth of one core at the most. */
export const PREFETCH_SHARE_MAX = 0.05;
const MINUTE_MS = 60_000;

/** How much work nobody asked for may be done: so many a minute, and after each a rest in proportion to what it took. */
export class PrefetchBudget {
  readonly #clock: Clock;
  #windowStartMs = 0;
  #taken = 0;
  #restUntilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether one more may begin now; if so it is counted. */
  take(): boolean {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#windowStartMs >= MINUTE_MS) {
      this.#windowStartMs = nowMs;
      this.#taken = 0;
    }
    if (nowMs < this.#restUntilMs || this.#taken >= PREFETCHES_PER_MINUTE_MAX) return false;
    this.#taken++;
    return true;
  }

  /** What was taken has ended after so many milliseconds, and the rest begins. */
  spent(durationMs: number): void {
    this.#restUntilMs = this.#clock.monotonic() + durationMs * (1 / PREFETCH_SHARE_MAX - 1);
  }
}
