import type { DocumentProcessor, ProcessedDocument } from '../../ports/document-processor.ts';
import type { DocumentStore, PendingItem } from '../../ports/document-store.ts';
import { type CodedError, isCodedError } from '../../shared/errors.ts';
import { documentKey } from './document-key.ts';
import { type OpenItem, PendingWindow } from './pending-window.ts';
import { persist } from './retry.ts';
import { type CommitterPorts, RevisionCommitter } from './revision-committer.ts';

export type RunnerOptions = Omit<CommitterPorts, 'signal'> & {
  readonly documents: Pick<DocumentStore, 'pending'>;
  readonly processor: Pick<DocumentProcessor, 'process'>;
  /** Called for each item when work on it begins, before anything of it is committed. */
  readonly onBegun: (item: PendingItem) => void;
  /** Called for each item that has come to its end, searchable or not. */
  readonly onSettled: (item: PendingItem) => void;
};

/** Items in work at once: enough that processors, store and indexes all have something to do with documents of one chunk. */
const WINDOW_ITEMS_MAX = 256;
/** Content held at once. Twice the largest document, so that a page less than half full was not cut short by it. */
const WINDOW_BYTES_MAX = 64 * 1024 * 1024;
/** UTF-8 takes at most so many bytes for one UTF-16 code unit. */
const BYTES_PER_CODE_UNIT_MAX = 3;
/** The next page is read when so many items are left. */
const WINDOW_REFILL = WINDOW_ITEMS_MAX / 2;

/**
 * Works off what the store holds as pending, oldest first, until it is stopped. It remembers nothing that matters: after a
 * crash anywhere, what was not committed is pending again.
 */
export class IngestRunner {
  readonly #options: RunnerOptions;
  readonly #stop = new AbortController();
  readonly #ports: CommitterPorts;
  readonly #committer: RevisionCommitter;
  readonly #window = new PendingWindow();
  readonly #working = new Set<Promise<void>>();
  #change = Promise.withResolvers<void>();
  /** True when the last page held everything that is pending, so only a new arrival can bring more. */
  #isExhausted = false;
  #loop: Promise<void> | null = null;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#ports = { ...options, signal: this.#stop.signal };
    this.#committer = new RevisionCommitter(this.#ports);
  }

  /** Begins with what an earlier process left. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** New items are in the store. */
  wake(): void {
    this.#isExhausted = false;
    this.#notice();
  }

  /** Nobody wants the result of these items any more; the store has dropped them already. */
  callOff(matches: (item: PendingItem) => boolean, reason: CodedError): void {
    this.#window.callOff(matches, reason);
  }

  /** Resolves when nothing is in work any more. What was not committed stays pending. */
  async stop(reason: CodedError): Promise<void> {
    this.#stop.abort(reason);
    this.#window.callOff(() => true, reason);
    this.#notice();
    await this.#loop;
    await Promise.all(this.#working);
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const { promise: changed } = this.#change;
      if (this.#isExhausted || this.#window.size > WINDOW_REFILL || (await this.#fill()) === 0) await changed;
    }
  }

  /** Begins the next page; returns how many items it brought. */
  async #fill(): Promise<number> {
    // Set before reading: an arrival during the read sets it back.
    this.#isExhausted = true;
    const read = async () => {
      const page = await this.#options.documents.pending(WINDOW_ITEMS_MAX, WINDOW_BYTES_MAX);
      if (!holdsEverything(page)) this.#isExhausted = false;
      return page;
    };
    const opened = await this.#untilStopped(() =>
      this.#window.openFrom(() => persist('read what is pending', this.#ports, read)),
    );
    for (const open of opened ?? []) this.#begin(open);
    return opened?.length ?? 0;
  }

  #begin(open: OpenItem): void {
    this.#options.onBegun(open.item);
    const work = this.#untilStopped(() => this.#work(open)).then(() => {
      this.#window.close(open.item);
      this.#working.delete(work);
      this.#options.onSettled(open.item);
      this.#notice();
    });
    this.#working.add(work);
  }

  async #work({ item, signal }: OpenItem): Promise<void> {
    const processed = await this.#process(item, signal);
    if (processed !== null && !signal.aborted) await this.#committer.add(item, processed);
  }

  /** Null when the document failed, or was called off. */
  async #process(item: PendingItem, signal: AbortSignal): Promise<ProcessedDocument | null> {
    const process = () => this.#options.processor.process(item, signal);
    try {
      return await persist(
        'process a document',
        this.#ports,
        process,
        (error) => signal.aborted || isOfDocument(error),
      );
    } catch (error) {
      if (signal.aborted) return null;
      if (!isOfDocument(error)) throw error;
      await this.#fail(item, { code: error.code, detail: error.message });
      return null;
    }
  }

  async #fail(item: PendingItem, error: { code: string; detail: string }): Promise<void> {
    const { documents, locks, clock, observer } = this.#options;
    const fail = () => documents.fail(item, error, clock.now());
    await locks.run([documentKey(item.scope.tenant, item.documentId)], () =>
      persist('record a failure', this.#ports, fail),
    );
    observer.documents('failed', 1);
  }

  /** The end of the process ends everything that waits; it is not an error of what waited. */
  async #untilStopped<T>(task: () => Promise<T>): Promise<T | null> {
    try {
      return await task();
    } catch (error) {
      if (this.#stop.signal.aborted) return null;
      throw error;
    }
  }

  #notice(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}

/** True when no limit can have cut the page short. */
function holdsEverything(page: readonly PendingItem[]): boolean {
  const bytes = page.reduce((sum, { content }) => sum + content.length * BYTES_PER_CODE_UNIT_MAX, 0);
  return page.length < WINDOW_ITEMS_MAX && bytes <= WINDOW_BYTES_MAX / 2;
}

function isOfDocument(error: unknown): error is CodedError {
  return isCodedError(error) && error.code.startsWith('DOCUMENT_');
}
