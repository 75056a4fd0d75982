import { defined } from '../../shared/assert.ts';

/** Latencies the estimate rests on: after so many new ones an old one is forgotten, whatever the traffic. */
export const UNLOADED_SAMPLES = 64;

/**
 * The median time of calls that had the process to themselves from beginning to end. Under overload there are none, so it stays as it was:
 * a standing queue cannot pass for the time that the work takes.
 */
export class UnloadedLatency {
  readonly #ring: number[] = [];
  #next = 0;
  #p50Ms: number | null = null;

  add(latencyMs: number): void {
    this.#ring[this.#next] = latencyMs;
    this.#next = (this.#next + 1) % UNLOADED_SAMPLES;
    this.#p50Ms = null;
  }

  /** The work itself has changed: only these count from now on. */
  replace(latenciesMs: readonly number[]): void {
    this.#ring.length = 0;
    this.#next = 0;
    for (const latencyMs of latenciesMs) this.add(latencyMs);
  }

  /** Milliseconds; null as long as no call was alone. */
  get p50Ms(): number | null {
    if (this.#ring.length === 0) return null;
    this.#p50Ms ??= quantile(this.#ring, 1 / 2);
    return this.#p50Ms;
  }
}

/** The value below which `share` of at least one value lie, rounded down to one of them. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return defined(sorted[Math.floor((sorted.length - 1) * share)], 'a quantile of nothing');
}
