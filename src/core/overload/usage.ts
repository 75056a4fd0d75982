/** Averages over time of how many calls were at work, and of the share of the limit they took. */
export class Usage {
  #sinceMs: number;
  #changedMs: number;
  #callMs = 0;
  #loadMs = 0;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
    this.#changedMs = nowMs;
  }

  /** So many were in flight, of so many that may be, from the last change until now. */
  until(nowMs: number, inFlight: number, limit: number): void {
    const lastedMs = nowMs - this.#changedMs;
    this.#changedMs = nowMs;
    this.#callMs += lastedMs * inFlight;
    this.#loadMs += lastedMs * (limit === 0 ? 0 : Math.min(1, inFlight / limit));
  }

  /** The averages since the last reading, up to the last change. */
  read(): { readonly inFlight: number; readonly load: number } {
    const passedMs = this.#changedMs - this.#sinceMs;
    const figures =
      passedMs === 0 ? { inFlight: 0, load: 0 } : { inFlight: this.#callMs / passedMs, load: this.#loadMs / passedMs };
    this.#sinceMs = this.#changedMs;
    this.#callMs = 0;
    this.#loadMs = 0;
    return figures;
  }
}
