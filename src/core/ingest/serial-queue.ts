/** Runs asynchronous tasks one after another, in the order they came; a task that fails fails alone. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as `task` does, once everything before it has ended. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    // The caller has the outcome; the queue only needs to know that the task has ended.
    this.#last = Promise.allSettled([result]);
    return result;
  }
}
