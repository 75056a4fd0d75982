import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CodedError } from '../../shared/errors.ts';
import { fromFailure } from './failure.ts';
import { CLOSE, type FromThread, type Operations, type Reply, type ThreadData } from './thread-protocol.ts';

export type ThreadOptions = {
  readonly entry: URL;
  readonly data: ThreadData;
  /** Calls that may wait for an answer, and the bytes their inputs may hold; one call alone may be larger. */
  readonly callsMax: number;
  readonly bytesMax: number;
};

/** Calls answered, and the groups they were answered in: for the writer, one COMMIT each. */
export type ThreadStatistics = { readonly calls: number; readonly groups: number };

type Waiting = { readonly bytes: number; settle(reply: Reply): void };

/** The main thread's side of a thread: calls by name, a bounded number of them under way. */
export class ThreadClient<O extends Operations> {
  readonly #options: ThreadOptions;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #bytes = 0;
  #calls = 0;
  #groups = 0;
  #lastId = 0;
  #error: CodedError | null = null;

  private constructor(options: ThreadOptions, worker: Worker) {
    this.#options = options;
    this.#worker = worker;
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'replies') this.#settleGroup(message.replies);
    });
    worker.on('error', (cause) => this.#break('The record store failed: restart the server.', cause));
    worker.on('exit', () => this.#break('The record store is closed.', null));
  }

  /** Resolves when the thread is ready; rejects with what kept it from becoming so. */
  static async start<O extends Operations>(options: ThreadOptions): Promise<ThreadClient<O>> {
    // Flags of the parent (a test runner's loaders, an inspector) are not for this thread.
    const worker = new Worker(options.entry, { workerData: options.data, execArgv: [] });
    const client = new ThreadClient<O>(options, worker);
    const [first]: FromThread[] = await once(worker, 'message');
    if (first?.kind === 'broken') throw fromFailure(first.failure);
    return client;
  }

  get statistics(): ThreadStatistics {
    return { calls: this.#calls, groups: this.#groups };
  }

  /**
   * Runs an operation in the thread. `bytes` is roughly what its input holds. Rejects with `SERVER_OVERLOADED` when too much
   * waits, with `RECORDS_UNAVAILABLE` when the thread is gone, else with what the operation threw.
   */
  call<K extends keyof O & string>(
    operation: K,
    input: Parameters<O[K]>[0],
    { bytes = 0 }: { bytes?: number } = {},
  ): Promise<ReturnType<O[K]>> {
    const isFull =
      this.#waiting.size >= this.#options.callsMax || (this.#bytes > 0 && this.#bytes + bytes > this.#options.bytesMax);
    if (isFull) {
      return Promise.reject(
        new CodedError('SERVER_OVERLOADED', 'The record store has too much waiting. Try again later.'),
      );
    }
    return this.#send(operation, input, bytes) as Promise<ReturnType<O[K]>>;
  }

  /** Lets the thread finish what it was given and end. */
  async close(): Promise<void> {
    const exited = once(this.#worker, 'exit');
    await this.#send(CLOSE, null, 0);
    await exited;
  }

  #send(operation: string, input: unknown, bytes: number): Promise<unknown> {
    if (this.#error !== null) return Promise.reject(this.#error);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#worker.postMessage({ id, operation, input });
      this.#bytes += bytes;
      this.#waiting.set(id, {
        bytes,
        settle: (reply) => (reply.failure === undefined ? resolve(reply.value) : reject(fromFailure(reply.failure))),
      });
    });
  }

  #settleGroup(replies: readonly Reply[]): void {
    this.#groups += 1;
    this.#calls += replies.length;
    for (const reply of replies) this.#settle(reply);
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    this.#bytes -= waiting.bytes;
    waiting.settle(reply);
  }

  /** The thread is gone: whatever waits was not acknowledged, and nothing will be. */
  #break(message: string, cause: unknown): void {
    this.#error ??= new CodedError('RECORDS_UNAVAILABLE', message, cause === null ? {} : { cause });
    for (const id of [...this.#waiting.keys()]) {
      this.#settle({ id, failure: { code: 'RECORDS_UNAVAILABLE', message: this.#error.message, cause: null } });
    }
  }
}
