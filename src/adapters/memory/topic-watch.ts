import type { BusWatcher } from '../../ports/event-bus.ts';

/**
 * One watcher of a topic. What it is told waits for its turn on the event loop, so that a watcher which appends sees its own event
 * after the one it was just told of, as on a bus between processes.
 */
export class TopicWatch {
  readonly #watcher: BusWatcher;
  readonly #signal: AbortSignal;
  #waiting: ((watcher: BusWatcher) => void)[] = [];

  constructor(watcher: BusWatcher, signal: AbortSignal) {
    this.#watcher = watcher;
    this.#signal = signal;
  }

  tell(message: (watcher: BusWatcher) => void): void {
    this.#waiting.push(message);
    if (this.#waiting.length === 1) queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    // By index: what is told meanwhile joins the end and is told in this same turn.
    for (let i = 0; i < this.#waiting.length && !this.#signal.aborted; i++) this.#waiting[i]?.(this.#watcher);
    this.#waiting = [];
  }
}
