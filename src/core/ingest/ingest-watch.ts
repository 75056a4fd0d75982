import type { DocumentStore, IngestRecord } from '../../ports/document-store.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { ProgressBoard } from './progress-board.ts';

type Work = { items: number; readonly ended: PromiseWithResolvers<void> };

/**
 * Reads jobs so that what they call indexed is searchable: the store counts an item when it is committed, a moment before the
 * indexes have it, so a job that seems finished waits here for its items in work.
 */
export class IngestWatch {
  readonly #documents: Pick<DocumentStore, 'ingest'>;
  readonly #scheduler: Pick<Scheduler, 'yieldToLoop'>;
  readonly #board = new ProgressBoard();
  readonly #stop = new AbortController();
  /** Items in work by job: at most those of the runner's window. */
  readonly #working = new Map<string, Work>();

  constructor(documents: Pick<DocumentStore, 'ingest'>, scheduler: Pick<Scheduler, 'yieldToLoop'>) {
    this.#documents = documents;
    this.#scheduler = scheduler;
  }

  /** An item of the job is being worked on. */
  begin(ingestId: string): void {
    const work = this.#working.get(ingestId);
    if (work === undefined) this.#working.set(ingestId, { items: 1, ended: Promise.withResolvers<void>() });
    else work.items += 1;
  }

  /** An item of the job has come to its end. */
  settle(ingestId: string): void {
    const work = this.#working.get(ingestId);
    if (work !== undefined) {
      work.items -= 1;
      if (work.items === 0) {
        this.#working.delete(ingestId);
        work.ended.resolve();
      }
    }
    this.#board.post(ingestId);
  }

  /** Something that no item tells of may have changed jobs: a cancel, a delete. */
  postAll(): void {
    this.#board.postAll();
  }

  /** Ends every watch with this reason. */
  stop(reason: CodedError): void {
    this.#stop.abort(reason);
    for (const work of this.#working.values()) work.ended.resolve();
  }

  /** Throws `INGEST_NOT_FOUND`. */
  async read(tenant: string, ingestId: string): Promise<IngestRecord> {
    const record = await this.#documents.ingest(tenant, ingestId);
    if (record === null) {
      throw new CodedError('INGEST_NOT_FOUND', `There is no ingest ${JSON.stringify(ingestId)}.`);
    }
    if (isFinished(record)) await this.#working.get(ingestId)?.ended.promise;
    return record;
  }

  /** The job now and after every change; ends with the job. Rejects with the signal's reason, and when the process stops. */
  async *subscribe(tenant: string, ingestId: string, signal: AbortSignal): AsyncGenerator<IngestRecord, void> {
    const { signal: stopped } = this.#stop;
    const watch = this.#board.watch(ingestId);
    const ended = AbortSignal.any([signal, stopped]);
    const wake = () => this.#board.post(ingestId);
    ended.addEventListener('abort', wake);
    try {
      for (let last = ''; ; ) {
        ended.throwIfAborted();
        const news = watch.next();
        const record = await this.read(tenant, ingestId);
        ended.throwIfAborted();
        const seen = JSON.stringify(record);
        if (seen !== last) yield record;
        last = seen;
        if (isFinished(record)) return;
        await news;
        // The items of one commit settle together: one look at the job for all of them.
        await this.#scheduler.yieldToLoop();
      }
    } finally {
      ended.removeEventListener('abort', wake);
      watch.close();
    }
  }
}

/** True when nothing of the job is left to do. */
export function isFinished({ state }: Pick<IngestRecord, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}
