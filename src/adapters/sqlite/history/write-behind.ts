import { CodedError } from '../../../shared/errors.ts';
import type { Scheduler } from '../../../shared/scheduler.ts';

/** A group is written when it has this many rows or is this old: what a crash can cost. */
const GROUP_ROWS_MAX = 64;
const GROUP_AGE_MS = 5;
/** Rows that may wait: seconds of the fastest stream of queries, a few dozen MB. Beyond it `append` is refused. */
const QUEUE_ROWS_MAX = 4_096;
/** Pause after a group that could not be written, before it is tried again. */
const RETRY_MS = 1_000;

export type WriteBehindOptions<Row> = {
  /** Makes a group durable, as a whole. */
  readonly write: (rows: readonly Row[]) => Promise<void>;
  readonly scheduler: Scheduler;
};

/** Rows that are written later, in groups and in their order. A group that fails stays first and is tried again. */
export class WriteBehind<Row> {
  readonly #options: WriteBehindOptions<Row>;
  readonly #stop = new AbortController();
  readonly #queue: Row[] = [];
  #appended = 0;
  #written = 0;
  #inFlight: Promise<void> | null = null;
  #isPumping = false;

  constructor(options: WriteBehindOptions<Row>) {
    this.#options = options;
  }

  /** Queues a row. Throws `SERVER_OVERLOADED` when the queue is full, `RECORDS_UNAVAILABLE` after `close`. */
  append(row: Row): void {
    if (this.#stop.signal.aborted) throw new CodedError('RECORDS_UNAVAILABLE', 'The record store is closed.');
    if (this.#queue.length >= QUEUE_ROWS_MAX) {
      throw new CodedError('SERVER_OVERLOADED', 'History cannot be written as fast as it comes. Try again later.');
    }
    this.#queue.push(row);
    this.#appended += 1;
    if (!this.#isPumping) void this.#pump();
  }

  /** Resolves when everything appended before is durable; rejects when a group of it could not be written now. */
  async flush(): Promise<void> {
    const target = this.#appended;
    while (this.#written < target) await this.#writeGroup();
  }

  /** Flushes and takes no more rows. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.flush();
  }

  /** Runs while there are rows: waits for a group to fill or to age, writes it, and waits longer after a failure. */
  async #pump(): Promise<void> {
    this.#isPumping = true;
    let pauseMs = GROUP_AGE_MS;
    while (this.#queue.length > 0 && !this.#stop.signal.aborted) {
      if (this.#queue.length < GROUP_ROWS_MAX || pauseMs > GROUP_AGE_MS) {
        await this.#options.scheduler.sleep(pauseMs, this.#stop.signal);
      }
      const isWritten = await this.#tryToFlush();
      pauseMs = isWritten ? GROUP_AGE_MS : RETRY_MS;
    }
    this.#isPumping = false;
  }

  /** False after a failure: the rows stay queued, `flush` tells whoever needs them, and the store's `check` fails too. */
  #tryToFlush(): Promise<boolean> {
    return this.flush().then(
      () => true,
      () => false,
    );
  }

  #writeGroup(): Promise<void> {
    this.#inFlight ??= this.#writeFirst().finally(() => {
      this.#inFlight = null;
    });
    return this.#inFlight;
  }

  async #writeFirst(): Promise<void> {
    const group = this.#queue.slice(0, GROUP_ROWS_MAX);
    await this.#options.write(group);
    this.#queue.splice(0, group.length);
    this.#written += group.length;
  }
}
