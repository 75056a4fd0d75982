import { quantile, type UnloadedLatency } from './unloaded-latency.ts';

/** Where the limit begins, before anything is known. */
export const LIMIT_START = 20;
/** So many are always let in: enough to keep a core busy whatever the work waits for. */
export const LIMIT_MIN = 4;
/** Calls may take so many times as long as one that is alone: up to here a queue only keeps the process busy. */
export const TARGET_RATIO = 3;
/** Milliseconds that are allowed however short the work is: below it, the jitter of timers and collections would be taken for load. */
export const TARGET_FLOOR_MS = 60;
/** Shortest time between two changes, and fewest latencies one rests on: a change is to be seen before the next. */
export const WINDOW_MS = 100;
export const WINDOW_SAMPLES_MIN = 10;
/** A median of more is no better. */
const WINDOW_SAMPLES_MAX = 256;
/** What one window may take away: in proportion to how far over the target it was, within these. */
const DECREASE = { least: 0.95, most: 0.7 } as const;
/**
 * The latency that is held to the target. A queue is long for everybody; where the median flips between two kinds of work, the faster kind
 * tells whether there is one.
 */
const OBSERVED_SHARE = 0.25;
/** Too slow for so long, whatever was taken away: perhaps the work itself has become slower, and a probe finds out. */
export const PROBE_AFTER_MS = 2_000;
/** Twice as long after each probe that found nothing new, up to here. */
const PROBE_AFTER_MS_MAX = 64_000;
/** Calls of a probe, one at a time. One that has taken so long ends with the call that is under way. */
const PROBE_SAMPLES = 5;
const PROBE_MS_MAX = 2_000;

/** One call that has left: when, how long it took, and whether it had the process to itself. */
export type Measure = { readonly nowMs: number; readonly latencyMs: number; readonly alone: boolean };

/**
 * The number of calls that may be in flight, found by additive increase and multiplicative decrease: up while all places are taken and
 * the latency is within its target, down when it is not. The target is a multiple of the time that a call takes alone.
 */
export class InFlightLimit {
  readonly #unloaded: UnloadedLatency;
  readonly #max: number;
  readonly #min: number;
  #value: number;
  #epoch = 0;
  #samples: number[] = [];
  #windowStartMs = 0;
  #peak = 0;
  #slowSinceMs: number | null = null;
  #probe: Probe | null = null;
  #probeAfterMs = PROBE_AFTER_MS;

  constructor(max: number, unloaded: UnloadedLatency) {
    this.#max = max;
    this.#min = Math.min(LIMIT_MIN, max);
    this.#value = Math.min(LIMIT_START, max);
    this.#unloaded = unloaded;
  }

  /** Calls that may be in flight now; one during a probe. */
  get value(): number {
    return this.#probe === null ? Math.floor(this.#value) : 1;
  }

  /** A probe is under way, which nobody may disturb. */
  get isProbing(): boolean {
    return this.#probe !== null;
  }

  /** Milliseconds a call may take. */
  get targetMs(): number {
    return Math.max(TARGET_FLOOR_MS, TARGET_RATIO * (this.#unloaded.p50Ms ?? 0));
  }

  /** Changes with every decrease and disturbance: what entered before says nothing about the limit of now. */
  get epoch(): number {
    return this.#epoch;
  }

  /** So many are in flight, or were wanted to be. */
  reached(inFlight: number): void {
    if (inFlight > this.#peak) this.#peak = inFlight;
  }

  /** More than the limit are in flight: what was measured until now, and what is in flight, says nothing about the limit. */
  disturbed(): void {
    this.#epoch++;
    this.#openWindow();
  }

  /** A call that says something about the limit has left; closes the window when it is time. */
  measure({ nowMs, latencyMs, alone }: Measure): void {
    if (alone) this.#unloaded.add(latencyMs);
    if (this.#probe !== null) {
      this.#takeProbe(this.#probe, nowMs, latencyMs);
      return;
    }
    if (this.#samples.length === 0) this.#windowStartMs = nowMs;
    if (this.#samples.length < WINDOW_SAMPLES_MAX) this.#samples.push(latencyMs);
    if (nowMs - this.#windowStartMs >= WINDOW_MS && this.#samples.length >= WINDOW_SAMPLES_MIN) this.#close(nowMs);
  }

  #close(nowMs: number): void {
    const observedMs = quantile(this.#samples, OBSERVED_SHARE);
    const { targetMs } = this;
    if (observedMs <= targetMs) this.#increase(observedMs <= targetMs / 2);
    else if (this.#unloaded.p50Ms === null) this.#beginProbe(nowMs);
    else this.#decrease(targetMs / observedMs, nowMs);
    this.#openWindow();
  }

  // Slow calls of which few are in flight are no matter of the limit.
  #decrease(ratio: number, nowMs: number): void {
    if (this.#peak < this.#value / 2) return;
    this.#value = Math.max(this.#min, this.#value * Math.min(DECREASE.least, Math.max(DECREASE.most, ratio)));
    this.#epoch++;
    this.#slowSinceMs ??= nowMs;
    if (nowMs - this.#slowSinceMs >= this.#probeAfterMs) this.#beginProbe(nowMs);
  }

  #increase(isFarBelow: boolean): void {
    this.#slowSinceMs = null;
    this.#probeAfterMs = PROBE_AFTER_MS;
    const step = isFarBelow ? Math.sqrt(this.#value) : 1;
    if (this.#peak >= this.value) this.#value = Math.min(this.#max, this.#value + step);
    else if (this.#value < LIMIT_START) this.#value = Math.min(LIMIT_START, this.#max, this.#value + 1);
  }

  #beginProbe(nowMs: number): void {
    this.#probe = { startMs: nowMs, samples: [] };
    this.#probeAfterMs = Math.min(PROBE_AFTER_MS_MAX, this.#probeAfterMs * 2);
    this.#epoch++;
  }

  // There is one place: each call that entered since had the class to itself.
  #takeProbe({ startMs, samples }: Probe, nowMs: number, latencyMs: number): void {
    samples.push(latencyMs);
    if (samples.length < PROBE_SAMPLES && nowMs - startMs < PROBE_MS_MAX) return;
    this.#unloaded.replace(samples);
    this.#probe = null;
    this.#slowSinceMs = null;
    this.disturbed();
  }

  #openWindow(): void {
    this.#samples = [];
    this.#peak = 0;
  }
}

type Probe = { readonly startMs: number; readonly samples: number[] };
