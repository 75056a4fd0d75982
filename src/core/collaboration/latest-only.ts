import type { Scheduler } from '../../shared/scheduler.ts';

/** What passes, and how often. `pass` must not reject. */
export type LatestOnlyOptions<T> = {
  readonly scheduler: Scheduler;
  /** At least so many milliseconds lie between two values that pass. */
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly pass: (value: T) => Promise<void>;
};

/** Lets a value pass at once, then the newest of those that come too soon, so that the last one always arrives. Holds one value. */
export class LatestOnly<T> {
  readonly #options: LatestOnlyOptions<T>;
  #next: { readonly value: T } | null = null;
  #running = false;

  constructor(options: LatestOnlyOptions<T>) {
    this.#options = options;
  }

  offer(value: T): void {
    this.#next = { value };
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    const { scheduler, everyMs, signal, pass } = this.#options;
    this.#running = true;
    while (this.#next !== null && !signal.aborted) {
      const { value } = this.#next;
      this.#next = null;
      await pass(value);
      await scheduler.sleep(everyMs, signal);
    }
    this.#running = false;
  }
}
