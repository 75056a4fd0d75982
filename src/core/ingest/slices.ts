import type { Clock } from '../../shared/clock.ts';
import type { Scheduler } from '../../shared/scheduler.ts';

/** Milliseconds one slice aims to hold the event loop: half of the 2 ms it may, since the next one is sized by the last. */
const SLICE_TARGET_MS = 1;
/** Items of a slice: the first is small because nothing is known yet; the largest keeps one bad guess short. */
const SLICE_FIRST = 16;
const SLICE_MAX = 1_024;
/** A slice is at most so many times the one before it. */
const GROWTH_MAX = 2;

/** Cuts long work on lists into slices that hold the event loop briefly, sized by how long the last one took. */
export class Slicer {
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  #size = SLICE_FIRST;

  constructor(clock: Clock, scheduler: Scheduler) {
    this.#clock = clock;
    this.#scheduler = scheduler;
  }

  /** Calls `work` with one slice after another; other work of the event loop runs between them. */
  async forEach<T>(items: readonly T[], work: (slice: readonly T[]) => Promise<void>): Promise<void> {
    for (let start = 0; start < items.length; ) {
      const slice = items.slice(start, start + this.#size);
      const beganMs = this.#clock.monotonic();
      await work(slice);
      this.#learn(slice.length, this.#clock.monotonic() - beganMs);
      start += slice.length;
      await this.#scheduler.yieldToLoop();
    }
  }

  #learn(items: number, tookMs: number): void {
    const fitting = tookMs <= 0 ? SLICE_MAX : Math.floor((items * SLICE_TARGET_MS) / tookMs);
    // A short last slice says too little to grow by.
    const ceiling = Math.min(SLICE_MAX, Math.max(this.#size, items * GROWTH_MAX));
    this.#size = Math.max(1, Math.min(ceiling, fitting));
  }
}
