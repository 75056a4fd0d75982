import { type AskOptions, Thread, type ThreadOptions } from './thread.ts';
import { ThreadFailure } from './thread-failure.ts';

export type ThreadPoolOptions = ThreadOptions & {
  /** Threads at most; they are started when there is work for them. */
  readonly threads: number;
};

/**
 * Threads that answer requests, as many at a time as there are threads; the rest wait in order (callers bound how many).
 * A thread that is late or dies fails the one request it had, and is replaced.
 */
export class ThreadPool<Request, Reply> {
  readonly #options: ThreadPoolOptions;
  readonly #idle: Thread<Request, Reply>[] = [];
  readonly #busy = new Set<Thread<Request, Reply>>();
  readonly #waiting: PromiseWithResolvers<void>[] = [];
  #isClosed = false;

  constructor(options: ThreadPoolOptions) {
    this.#options = options;
  }

  /** Rejects with a `ThreadFailure` that says what became of the thread. */
  async ask(request: Request, options: AskOptions = {}): Promise<Reply> {
    while (!this.#isClosed && this.#busy.size >= this.#options.threads) await this.#turn();
    if (this.#isClosed) throw new ThreadFailure('closed', 'the pool was closed');
    const thread = this.#take();
    this.#busy.add(thread);
    try {
      return await thread.ask(request, options);
    } finally {
      this.#busy.delete(thread);
      if (!thread.hasFailed) this.#idle.push(thread);
      this.#waiting.shift()?.resolve();
    }
  }

  /** Ends every thread; what they had in work is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    await Promise.all([...this.#idle, ...this.#busy].map((thread) => thread.close()));
  }

  #turn(): Promise<void> {
    const waiter = Promise.withResolvers<void>();
    this.#waiting.push(waiter);
    return waiter.promise;
  }

  /** An idle thread may have died since its last reply. */
  #take(): Thread<Request, Reply> {
    for (let thread = this.#idle.pop(); thread !== undefined; thread = this.#idle.pop()) {
      if (!thread.hasFailed) return thread;
    }
    return new Thread(this.#options);
  }
}
