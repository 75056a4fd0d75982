import type { ResourceLimits } from 'node:worker_threads';
import type { DocumentProcessor, ProcessedDocument, RawDocument } from '../../ports/document-processor.ts';
import { assert } from '../../shared/assert.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { type BatchReply, type BatchRequest, readReply } from './document-messages.ts';
import { ThreadFailure } from './thread-failure.ts';
import { ThreadPool } from './thread-pool.ts';

export type WorkerProcessorOptions = {
  /** Module that calls `serveDocuments`. */
  readonly entry: URL;
  readonly workerData: unknown;
  readonly threads: number;
  readonly scheduler: Scheduler;
  /** Milliseconds the largest document may take. */
  readonly timeoutMs?: number;
  readonly resourceLimits?: ResourceLimits;
};

/** A document of the largest size takes seconds; one that takes this long does not end. */
const DOCUMENT_TIMEOUT_MS = 60_000;
/**
 * Share of the time limit that the smallest documents get, growing with their size to all of it at `WHOLE_TIME_LENGTH`: a crafted file of a
 * kilobyte must not hold a thread as long as the largest may.
 */
const SMALL_TIME_SHARE = 0.25;
const WHOLE_TIME_LENGTH = 32 * 1024 * 1024;
/** Heap of one thread: a PDF of 24 MiB needs some 300; beyond it the thread dies and not the process. */
const THREAD_LIMITS: ResourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 };
/** Documents of one message, and their content in UTF-16 code units or bytes: some 30 ms of work, so a message's cost is lost in it. */
const BATCH_DOCUMENTS_MAX = 16;
const BATCH_LENGTH_MAX = 64 * 1024;

/** Processes documents on worker threads. A document that takes too long or kills its thread fails alone; the thread is replaced. */
export function createWorkerProcessor(options: WorkerProcessorOptions): DocumentProcessor {
  return new WorkerProcessor(options);
}

type Order = {
  readonly document: RawDocument;
  readonly done: PromiseWithResolvers<ProcessedDocument>;
  isOver: boolean;
};

class WorkerProcessor implements DocumentProcessor {
  readonly #pool: ThreadPool<BatchRequest, BatchReply>;
  readonly #threads: number;
  readonly #timeoutMs: number;
  readonly #scheduler: Scheduler;
  /** Bounded by the callers, who wait for what they ordered. */
  readonly #orders: Order[] = [];
  #lanes = 0;

  constructor({ timeoutMs = DOCUMENT_TIMEOUT_MS, resourceLimits = THREAD_LIMITS, ...options }: WorkerProcessorOptions) {
    this.#pool = new ThreadPool({ ...options, timeoutMs, resourceLimits });
    this.#threads = options.threads;
    this.#timeoutMs = timeoutMs;
    this.#scheduler = options.scheduler;
  }

  async process({ title, contentType, content }: RawDocument, signal?: AbortSignal): Promise<ProcessedDocument> {
    signal?.throwIfAborted();
    const done = Promise.withResolvers<ProcessedDocument>();
    const order: Order = { document: { title, contentType, content }, done, isOver: false };
    const abort = () => {
      order.isOver = true;
      done.reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#orders.push(order);
    if (this.#lanes < this.#threads) {
      this.#lanes += 1;
      void this.#work();
    }
    try {
      return await done.promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async close(): Promise<void> {
    const stopping = new CodedError('SERVER_STOPPING', 'The server stops.');
    for (const { done } of this.#orders.splice(0)) done.reject(stopping);
    await this.#pool.close();
  }

  async #work(): Promise<void> {
    // Whatever is ordered in this turn of the loop can share a message.
    await this.#scheduler.yieldToLoop();
    while (this.#orders.length > 0) await this.#serve(this.#take());
    this.#lanes -= 1;
  }

  /** Small documents share a batch, as long as the other threads have work too. */
  #take(): readonly Order[] {
    const share = Math.min(BATCH_DOCUMENTS_MAX, Math.ceil(this.#orders.length / this.#threads));
    let count = 0;
    let length = 0;
    while (count < share) {
      length += this.#orders[count]?.document.content.length ?? 0;
      if (count > 0 && length > BATCH_LENGTH_MAX) break;
      count += 1;
    }
    return this.#orders.splice(0, count).filter(({ isOver }) => !isOver);
  }

  async #serve(batch: readonly Order[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      const documents = batch.map(({ document }) => document);
      const outcomes = readReply(await this.#pool.ask({ documents }, { timeoutMs: this.#timeFor(documents) }));
      assert(outcomes.length === batch.length, 'a thread answers every document');
      batch.forEach(({ done }, i) => {
        settle(done, outcomes[i]);
      });
    } catch (error) {
      await this.#blame(batch, error);
    }
  }

  #timeFor(documents: readonly RawDocument[]): number {
    const length = documents.reduce((sum, { content }) => sum + content.length, 0);
    const grown = Math.min(1, length / WHOLE_TIME_LENGTH);
    return this.#timeoutMs * (SMALL_TIME_SHARE + (1 - SMALL_TIME_SHARE) * grown);
  }

  /** Of a batch that was lost, nobody knows whose fault it was: each is tried again alone. */
  async #blame(batch: readonly Order[], error: unknown): Promise<void> {
    const isOfDocument = error instanceof ThreadFailure && (error.reason === 'died' || error.reason === 'timeout');
    if (isOfDocument && batch.length > 1) {
      for (const order of batch) await this.#serve([order]);
      return;
    }
    for (const { done } of batch) done.reject(toCodedError(error));
  }
}

function settle(done: Order['done'], outcome: ProcessedDocument | CodedError | undefined): void {
  if (outcome === undefined || outcome instanceof CodedError) done.reject(outcome);
  else done.resolve(outcome);
}

function toCodedError(error: unknown): unknown {
  if (!(error instanceof ThreadFailure)) return error;
  switch (error.reason) {
    case 'timeout':
      return new CodedError('DOCUMENT_PARSE_TIMEOUT', `The document could not be read in time: ${error.message}.`, {
        cause: error,
      });
    case 'died':
      return new CodedError('DOCUMENT_PARSE_FAILED', `Reading the document failed: ${error.message}.`, {
        cause: error,
      });
    case 'start':
      return new CodedError('SERVER_NOT_READY', `No thread could be started: ${error.message}.`, { cause: error });
    case 'closed':
      return new CodedError('SERVER_STOPPING', 'The server stops.', { cause: error });
  }
}
