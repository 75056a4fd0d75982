import type { Scheduler } from '../../shared/scheduler.ts';

/** Begins work one piece a turn of the event loop, in the order of asking: between two of them the loop reads what has arrived. */
export class Turns {
  readonly #scheduler: Pick<Scheduler, 'yieldToLoop'>;
  /** At most one for each place in flight, and places are limited. */
  readonly #waiting: (() => void)[] = [];

  constructor(scheduler: Pick<Scheduler, 'yieldToLoop'>) {
    this.#scheduler = scheduler;
  }

  ask(begin: () => void): void {
    this.#waiting.push(begin);
    if (this.#waiting.length === 1) this.#later();
  }

  #later(): void {
    void this.#scheduler.yieldToLoop().then(() => {
      const [begin] = this.#waiting;
      // Out of the line only when the next turn is asked for, so that whoever asks in between does not ask for a second one.
      if (this.#waiting.length > 1) this.#later();
      this.#waiting.shift();
      begin?.();
    });
  }
}
