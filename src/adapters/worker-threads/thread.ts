import { type ResourceLimits, type Transferable, Worker } from 'node:worker_threads';
import { assert } from '../../shared/assert.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { ThreadFailure } from './thread-failure.ts';
import { READY } from './thread-messages.ts';

export type ThreadOptions = {
  /** Module that calls `serveRequests`. */
  readonly entry: URL;
  readonly workerData: unknown;
  readonly resourceLimits: ResourceLimits;
  /** Milliseconds one request may take, and a start. */
  readonly timeoutMs: number;
  readonly scheduler: Scheduler;
};

/** What moves with a request, and the milliseconds it may take when that is not the thread's own limit. */
export type AskOptions = { readonly transfer?: readonly Transferable[]; readonly timeoutMs?: number };

/** Given to a timer that is not needed any more; without it each abort would make an exception with a stack. */
const SETTLED = 'settled';

type Task<Reply> = { readonly done: PromiseWithResolvers<Reply>; readonly timer: AbortController };

/** One worker that answers one request at a time. After a `ThreadFailure` it is over: nothing is asked of it again. */
export class Thread<Request, Reply> {
  readonly #worker: Worker;
  readonly #options: ThreadOptions;
  readonly #ready = Promise.withResolvers<void>();
  #isReady = false;
  #task: Task<Reply> | null = null;
  #failure: ThreadFailure | null = null;

  constructor(options: ThreadOptions) {
    this.#options = options;
    const { entry, workerData, resourceLimits } = options;
    this.#worker = new Worker(entry, { workerData, resourceLimits, stdin: false });
    this.#worker.on('message', (message: typeof READY | { readonly reply: Reply }) => this.#receive(message));
    this.#worker.on('messageerror', (error) =>
      this.#fail(new ThreadFailure('died', 'a reply could not be read', error)),
    );
    this.#worker.on('error', (error) => this.#fail(this.#diedOf(error)));
    this.#worker.on('exit', (code) => this.#fail(this.#diedOf(new Error(`the thread ended with code ${code}`))));
    // Nobody may be waiting yet; whoever asks gets the failure then.
    this.#ready.promise.catch(() => undefined);
    this.#limit(this.#ready.promise, new AbortController(), 'start');
  }

  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** Rejects with a `ThreadFailure` when the thread is late, dies or is closed. */
  async ask(request: Request, { transfer = [], timeoutMs }: AskOptions = {}): Promise<Reply> {
    await this.#ready.promise;
    assert(this.#task === null, 'a thread answers one request at a time');
    if (this.#failure !== null) throw this.#failure;
    const task = { done: Promise.withResolvers<Reply>(), timer: new AbortController() };
    this.#task = task;
    this.#limit(task.done.promise, task.timer, 'timeout', timeoutMs);
    this.#worker.postMessage(request, [...transfer]);
    return task.done.promise;
  }

  async close(): Promise<void> {
    this.#fail(new ThreadFailure('closed', 'the thread was closed'));
    await this.#worker.terminate();
  }

  #receive(message: typeof READY | { readonly reply: Reply }): void {
    if (message === READY) {
      this.#isReady = true;
      this.#ready.resolve();
      return;
    }
    const task = this.#task;
    this.#task = null;
    task?.timer.abort(SETTLED);
    task?.done.resolve(message.reply);
  }

  #limit(
    wait: Promise<unknown>,
    timer: AbortController,
    reason: 'timeout' | 'start',
    timeoutMs = this.#options.timeoutMs,
  ): void {
    const { scheduler } = this.#options;
    const settled = () => timer.abort(SETTLED);
    wait.then(settled, settled);
    void scheduler.sleep(timeoutMs, timer.signal).then(() => {
      if (!timer.signal.aborted) this.#fail(new ThreadFailure(reason, `no reply within ${timeoutMs} ms`));
    });
  }

  #diedOf(error: unknown): ThreadFailure {
    const reason = this.#isReady ? 'died' : 'start';
    return new ThreadFailure(reason, error instanceof Error ? error.message : String(error), error);
  }

  /** The first failure counts; the worker is ended whatever it was. */
  #fail(failure: ThreadFailure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    this.#ready.reject(failure);
    this.#task?.done.reject(failure);
    this.#task = null;
    void this.#worker.terminate();
  }
}
