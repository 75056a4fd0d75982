import type { DocumentProcessor } from '../../ports/document-processor.ts';
import type {
  AcceptedItem,
  DocumentRecord,
  DocumentStore,
  IngestRecord,
  Submission,
} from '../../ports/document-store.ts';
import type { Metadata } from '../../ports/filter.ts';
import { defined } from '../../shared/assert.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { documentKey } from './document-key.ts';
import type { IndexSet } from './index-set.ts';
import type { IngestObserver } from './ingest-observer.ts';
import { IngestRunner } from './ingest-runner.ts';
import { IngestWatch, isFinished } from './ingest-watch.ts';
import { KeyLocks } from './key-locks.ts';
import { contentBytes, type NewDocument, toSubmission } from './new-document.ts';
import { QUEUE_LIMITS, QueueGauge, type QueueLimits } from './queue-gauge.ts';
import { Slicer } from './slices.ts';

export type IngestPorts = {
  readonly documents: DocumentStore;
  readonly processor: DocumentProcessor;
  readonly indexes: IndexSet;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: RandomSource;
  readonly observer: IngestObserver;
  readonly queueLimits?: QueueLimits;
};

export type AcceptedIngest = { readonly ingestId: string; readonly items: readonly AcceptedItem[] };

export type DocumentChange = {
  readonly tags?: readonly string[];
  readonly metadata?: Metadata;
  readonly enabled?: boolean;
};

/**
 * Everything that changes documents passes here, so that records and indexes change together: what a call has done is true
 * in all of them when it returns. Ids of another tenant are not found.
 */
export class IngestService {
  readonly #ports: IngestPorts;
  readonly #locks = new KeyLocks();
  readonly #gauge: QueueGauge;
  readonly #watch: IngestWatch;
  readonly #runner: IngestRunner;

  constructor(ports: IngestPorts) {
    this.#ports = ports;
    this.#gauge = new QueueGauge(ports.documents, ports.queueLimits ?? QUEUE_LIMITS);
    this.#watch = new IngestWatch(ports.documents, ports.scheduler);
    this.#runner = new IngestRunner({
      ...ports,
      locks: this.#locks,
      onBegun: (item) => this.#watch.begin(item.ingestId),
      onSettled: (item) => {
        this.#gauge.leave({ items: 1, contentBytes: contentBytes(item) });
        this.#watch.settle(item.ingestId);
      },
    });
  }

  /** Begins to work, with what an earlier process left first. The indexes are rebuilt before. */
  start(): void {
    this.#runner.start();
  }

  /** Ends the work; what is not committed stays pending. Waiting callers are told `SERVER_STOPPING`. */
  async stop(): Promise<void> {
    const reason = new CodedError('SERVER_STOPPING', 'The server stops; the ingest goes on when it runs again.');
    this.#watch.stop(reason);
    await this.#runner.stop(reason);
  }

  /**
   * Durable when it resolves; the items are in the order of `documents`, repeated ones `unchanged`. Throws `INGEST_QUEUE_FULL` when
   * too much waits, and `DOCUMENT_DUPLICATE_ID` for an id with two contents.
   */
  async accept(tenant: string, documents: readonly NewDocument[]): Promise<AcceptedIngest> {
    const { all, distinct } = await this.#submissionsOf(documents);
    const load = loadOf(distinct);
    await this.#gauge.admit(load);
    const ingestId = newId('i', this.#ports.random);
    try {
      const nowMs = this.#ports.clock.now();
      const items = await this.#ports.documents.accept({ ingestId, tenant, submissions: distinct, nowMs });
      const unchanged = distinct.filter((_, i) => items[i]?.status === 'unchanged');
      this.#gauge.leave(loadOf(unchanged));
      if (unchanged.length > 0) this.#ports.observer.documents('unchanged', unchanged.length);
      this.#runner.wake();
      return { ingestId, items: inOrderOf(all, items) };
    } catch (error) {
      this.#gauge.leave(load);
      throw error;
    }
  }

  /** The job as it stands; what it calls indexed is searchable. Throws `INGEST_NOT_FOUND`. */
  ingest(tenant: string, ingestId: string): Promise<IngestRecord> {
    return this.#watch.read(tenant, ingestId);
  }

  /** The job now and after every change that the reader is quick enough to see; ends when the job has. Throws `INGEST_NOT_FOUND`. */
  subscribe(tenant: string, ingestId: string, signal: AbortSignal): AsyncGenerator<IngestRecord, void> {
    return this.#watch.subscribe(tenant, ingestId, signal);
  }

  /** The job once it has ended: everything in it is searchable, or failed. The job goes on when the signal ends the waiting. */
  async waitUntilFinished(tenant: string, ingestId: string, signal: AbortSignal): Promise<IngestRecord> {
    for await (const record of this.subscribe(tenant, ingestId, signal)) if (isFinished(record)) return record;
    throw new CodedError('INGEST_NOT_FOUND', 'The ingest is gone.');
  }

  /** Drops what is not processed yet; what is indexed stays. Throws `INGEST_NOT_FOUND`, `INGEST_ALREADY_FINISHED`. */
  async cancel(tenant: string, ingestId: string): Promise<IngestRecord> {
    const before = await this.ingest(tenant, ingestId);
    const after = isFinished(before)
      ? before
      : await this.#ports.documents.cancelIngest(tenant, ingestId, this.#ports.clock.now());
    if (isFinished(before) || after?.state !== 'cancelled') {
      throw new CodedError(
        'INGEST_ALREADY_FINISHED',
        `The ingest has ended already; its state is ${after?.state ?? before.state}.`,
      );
    }
    this.#runner.callOff(
      (item) => item.ingestId === ingestId,
      new CodedError('REQUEST_CANCELLED', 'The ingest was cancelled.'),
    );
    this.#watch.postAll();
    return this.ingest(tenant, ingestId);
  }

  /** The document as it answers now. Throws `DOCUMENT_NOT_FOUND`. */
  async document(tenant: string, documentId: string): Promise<DocumentRecord> {
    const record = await this.#ports.documents.get(tenant, documentId);
    // A record that says `indexed` was read between the commit and its coming into the indexes, perhaps.
    await this.#locks.settled(documentKey(tenant, documentId));
    return record ?? notFound(documentId);
  }

  /** Removes the document from the records and from every index; a revision in work does not come back. The record as it was. */
  async deleteDocument(tenant: string, documentId: string): Promise<DocumentRecord> {
    const record = await this.#locks.run([documentKey(tenant, documentId)], async () => {
      const deleted = await this.#ports.documents.delete(tenant, documentId);
      if (deleted !== null) await this.#ports.indexes.retire(tenant, documentId);
      return deleted;
    });
    if (record === null) return notFound(documentId);
    this.#runner.callOff(
      (item) => item.scope.tenant === tenant && item.documentId === documentId,
      new CodedError('REQUEST_CANCELLED', 'The document was deleted.'),
    );
    this.#watch.postAll();
    this.#ports.observer.documents('deleted', 1);
    return record;
  }

  /** Changes what filters see of a document, in the records and in every index. Throws `DOCUMENT_NOT_FOUND`. */
  patchDocument(tenant: string, documentId: string, change: DocumentChange): Promise<DocumentRecord> {
    return this.#locks.run([documentKey(tenant, documentId)], async () => {
      const { documents, indexes, clock } = this.#ports;
      const record = await documents.patch(tenant, documentId, change, clock.now());
      if (record === null) return notFound(documentId);
      await indexes.setFacts(record);
      return record;
    });
  }

  /** Hashing a call of the largest size takes a tenth of a second, so it is cut into slices. */
  async #submissionsOf(documents: readonly NewDocument[]) {
    const all: Submission[] = [];
    const byId = new Map<string, Submission>();
    await new Slicer(this.#ports.clock, this.#ports.scheduler).forEach(documents, async (slice) => {
      for (const document of slice) {
        const submission = toSubmission(document);
        const { documentId, contentHash } = submission;
        const known = byId.get(documentId);
        if (known !== undefined && known.contentHash !== contentHash) {
          throw new CodedError(
            'DOCUMENT_DUPLICATE_ID',
            `The id ${JSON.stringify(documentId)} stands for two documents.`,
          );
        }
        all.push(submission);
        byId.set(documentId, known ?? submission);
      }
    });
    return { all, distinct: [...byId.values()] };
  }
}

function loadOf(submissions: readonly Submission[]) {
  return { items: submissions.length, contentBytes: submissions.reduce((sum, one) => sum + contentBytes(one), 0) };
}

/** One item a submission; one that repeats an earlier one of its call is unchanged by it. */
function inOrderOf(all: readonly Submission[], items: readonly AcceptedItem[]): readonly AcceptedItem[] {
  const fresh = new Map(items.map((item) => [item.documentId, item]));
  return all.map(({ documentId }) => {
    const item = defined(fresh.get(documentId), 'every document of the call has its item');
    fresh.set(documentId, { ...item, status: 'unchanged' });
    return item;
  });
}

function notFound(documentId: string): never {
  throw new CodedError('DOCUMENT_NOT_FOUND', `There is no document ${JSON.stringify(documentId)}.`);
}
