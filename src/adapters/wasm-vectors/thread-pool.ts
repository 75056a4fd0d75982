import { Worker } from 'node:worker_threads';
import { CodedError } from '../../shared/errors.ts';

/** A task is a list of numbers and its result one number; everything larger lies in memory the threads share. */
export type ThreadTask = { readonly id: number; readonly values: readonly number[] };
export type ThreadResult = { readonly id: number; readonly value: number };

export interface ThreadPool {
  /** Rejects with `QUERY_BACKEND_UNAVAILABLE` when the thread dies before it answers; a new one serves the next task. */
  run(values: readonly number[]): Promise<number>;
  /** False when threads died too often in a row, and after `close`: the caller is to do the work itself. */
  usable(): boolean;
  /** Starts the threads that are not running. */
  start(): void;
  /** Rejects what is under way with `SERVER_STOPPING`. */
  close(): Promise<void>;
}

type Settle = { readonly resolve: (value: number) => void; readonly reject: (error: Error) => void };
type Thread = { readonly worker: Worker; readonly tasks: Map<number, Settle> };

/** Deaths without one finished task between them after which no more threads are started: the cause is not a single task. */
const DEATHS_MAX = 5;

/** `size` threads running `entry`, which gets `data` as its workerData, answers each ThreadTask with a ThreadResult. */
export function createThreadPool(options: { entry: URL; data: unknown; size: number }): ThreadPool {
  const threads = new Set<Thread>();
  let nextId = 0;
  let deaths = 0;
  let closed = false;

  const startOne = (): void => {
    const worker = new Worker(options.entry, { workerData: options.data });
    const thread: Thread = { worker, tasks: new Map() };
    const died = (cause: unknown): void => {
      if (!threads.delete(thread)) return;
      deaths++;
      const error = closed
        ? new CodedError('SERVER_STOPPING', 'The vector index is closing.')
        : new CodedError('QUERY_BACKEND_UNAVAILABLE', 'A scan thread stopped in the middle of a search.', { cause });
      for (const task of thread.tasks.values()) task.reject(error);
    };
    worker.on('message', (result: ThreadResult) => {
      const task = thread.tasks.get(result.id);
      thread.tasks.delete(result.id);
      // An idle thread does not keep the process alive.
      if (thread.tasks.size === 0) worker.unref();
      deaths = 0;
      task?.resolve(result.value);
    });
    worker.on('error', died);
    worker.on('exit', died);
    worker.unref();
    threads.add(thread);
  };

  const start = (): void => {
    while (!closed && deaths < DEATHS_MAX && threads.size < options.size) startOne();
  };

  return {
    start,
    usable: () => !closed && options.size > 0 && (deaths < DEATHS_MAX || threads.size > 0),
    run(values) {
      start();
      const thread = leastBusy(threads);
      if (thread === undefined) {
        return Promise.reject(new CodedError('QUERY_BACKEND_UNAVAILABLE', 'No scan thread can be started.'));
      }
      return new Promise((resolve, reject) => {
        const task: ThreadTask = { id: nextId++, values };
        thread.tasks.set(task.id, { resolve, reject });
        thread.worker.ref();
        thread.worker.postMessage(task);
      });
    },
    async close() {
      closed = true;
      await Promise.all(Array.from(threads, (thread) => thread.worker.terminate()));
    },
  };
}

function leastBusy(threads: ReadonlySet<Thread>): Thread | undefined {
  let best: Thread | undefined;
  for (const thread of threads) if (best === undefined || thread.tasks.size < best.tasks.size) best = thread;
  return best;
}
