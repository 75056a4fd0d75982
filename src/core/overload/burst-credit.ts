/**
 * Places that a burst may fill beside those of the limit: the largest burst that a tier allows. A burst is over when it is answered; what
 * the limit is there to prevent is a queue that stands.
 */
export const BURST_PLACES = 100;
/** A burst is to be answered within so long, so it is smaller where calls take long. */
export const BURST_MS_MAX = 1_000;
/** Idle time that gives the whole credit back. */
export const REFILL_IDLE_MS = 500;
/** The gap between two calls is no idleness: under overload, something arrives within it. */
export const IDLE_GAP_MS = 5;

/** How many more may enter than the limit allows. Earned by time in which nothing was in flight, spent one a call. */
export class BurstCredit {
  #left = BURST_PLACES;
  #idleSinceMs: number | null;

  constructor(nowMs: number) {
    this.#idleSinceMs = nowMs;
  }

  /** Places that a burst of calls which take so long alone may fill, the limit's own among them; null when that is not known yet. */
  places(unloadedMs: number | null): number {
    if (this.#left < 1) return 0;
    return unloadedMs === null ? BURST_PLACES : Math.min(BURST_PLACES, BURST_MS_MAX / unloadedMs);
  }

  spend(): void {
    this.#left -= 1;
  }

  /** Something is in flight from now on. */
  busyFrom(nowMs: number): void {
    if (this.#idleSinceMs === null) return;
    const idleMs = Math.max(0, nowMs - this.#idleSinceMs - IDLE_GAP_MS);
    const earned = (idleMs / REFILL_IDLE_MS) * BURST_PLACES;
    this.#left = Math.min(BURST_PLACES, this.#left + earned);
    this.#idleSinceMs = null;
  }

  /** Nothing is in flight from now on. */
  idleFrom(nowMs: number): void {
    this.#idleSinceMs = nowMs;
  }
}
