type Waiting<Job, Result> = {
  readonly job: Job;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Does jobs of one key together: those that come while a run of their key is under way wait for its end, and the next run does all of
 * them, in the order they came. A run that fails fails for all its jobs. Bounded by its callers: a key without one takes no memory.
 */
export class Combiner<Job, Result> {
  readonly #run: (key: string, jobs: readonly Job[]) => Promise<readonly Result[]>;
  readonly #waiting = new Map<string, Waiting<Job, Result>[]>();

  /** `run` gives one result a job, in their order. */
  constructor(run: (key: string, jobs: readonly Job[]) => Promise<readonly Result[]>) {
    this.#run = run;
  }

  do(key: string, job: Job): Promise<Result> {
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(key);
      if (waiting !== undefined) {
        waiting.push({ job, resolve, reject });
        return;
      }
      this.#waiting.set(key, [{ job, resolve, reject }]);
      void this.#drain(key);
    });
  }

  /** Keys with a run under way. */
  get size(): number {
    return this.#waiting.size;
  }

  // Never rejects: whatever a run ends with goes to its jobs.
  async #drain(key: string): Promise<void> {
    for (;;) {
      const batch = this.#waiting.get(key) ?? [];
      if (batch.length === 0) break;
      this.#waiting.set(key, []);
      await this.#runBatch(key, batch);
    }
    this.#waiting.delete(key);
  }

  async #runBatch(key: string, batch: readonly Waiting<Job, Result>[]): Promise<void> {
    try {
      const results = await this.#run(
        key,
        batch.map(({ job }) => job),
      );
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
