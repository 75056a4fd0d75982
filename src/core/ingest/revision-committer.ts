import type { ProcessedDocument } from '../../ports/document-processor.ts';
import type { CommitOutcome, DocumentStore, PendingItem, RevisionCommit } from '../../ports/document-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { isCodedError } from '../../shared/errors.ts';
import { documentKey } from './document-key.ts';
import type { IndexSet, Publication } from './index-set.ts';
import type { KeyLocks } from './key-locks.ts';
import { type Persistence, persist } from './retry.ts';

export type CommitterPorts = Persistence & {
  readonly documents: Pick<DocumentStore, 'commit' | 'fail' | 'get' | 'chunksOf'>;
  readonly indexes: Pick<IndexSet, 'publish'>;
  readonly locks: KeyLocks;
  readonly clock: Clock;
};

/** Groups worked on side by side: while one becomes searchable the next is written. */
const LANES = 2;
/** One transaction holds at most so many documents, and so many chunks beside the first document's: it stays in the tens of milliseconds. */
const GROUP_DOCUMENTS_MAX = 64;
const GROUP_CHUNKS_MAX = 512;

type Ready = { readonly revision: RevisionCommit; readonly done: PromiseWithResolvers<void> };

/**
 * Makes processed revisions durable and then searchable, in groups. A document is locked from its commit until the indexes
 * have it, so a delete or a patch of it comes wholly before or wholly after. Bounded by its caller's window.
 */
export class RevisionCommitter {
  readonly #ports: CommitterPorts;
  readonly #ready: Ready[] = [];
  #lanes = 0;

  constructor(ports: CommitterPorts) {
    this.#ports = ports;
  }

  /** Resolves when the revision is searchable, or turned out to be superseded. Rejects when the process stops first. */
  add(pending: PendingItem, processed: ProcessedDocument): Promise<void> {
    const done = Promise.withResolvers<void>();
    this.#ready.push({ revision: { pending, ...processed }, done });
    if (this.#lanes < LANES) {
      this.#lanes += 1;
      void this.#drain();
    }
    return done.promise;
  }

  async #drain(): Promise<void> {
    // Whatever settles in this turn of the loop goes into one group.
    await this.#ports.scheduler.yieldToLoop();
    while (this.#ready.length > 0) {
      const group = this.#take();
      const keys = group.map(({ revision: { pending } }) => documentKey(pending.scope.tenant, pending.documentId));
      try {
        await this.#ports.locks.run(keys, () => this.#apply(group));
        for (const { done } of group) done.resolve();
      } catch (error) {
        for (const { done } of group) done.reject(error);
      }
    }
    this.#lanes -= 1;
  }

  #take(): readonly Ready[] {
    let documents = 0;
    let chunks = 0;
    while (documents < Math.min(GROUP_DOCUMENTS_MAX, this.#ready.length)) {
      chunks += this.#ready[documents]?.revision.chunks.length ?? 0;
      if (documents > 0 && chunks > GROUP_CHUNKS_MAX) break;
      documents += 1;
    }
    return this.#ready.splice(0, documents);
  }

  async #apply(group: readonly Ready[]): Promise<void> {
    const publications = await this.#commit(group.map(({ revision }) => revision));
    await persist('apply a commit to the indexes', this.#ports, () => this.#ports.indexes.publish(publications));
    this.#ports.observer.documents('indexed', publications.length);
  }

  async #commit(revisions: readonly RevisionCommit[]): Promise<readonly Publication[]> {
    const { documents, clock } = this.#ports;
    let attempts = 0;
    const commit = () => {
      attempts += 1;
      return documents.commit(revisions, clock.now());
    };
    try {
      const outcomes = await persist('commit documents', this.#ports, commit, isRefusal);
      const found = await Promise.all(
        revisions.map((revision, i) => this.#publication(revision, outcomes[i], attempts > 1)),
      );
      return found.filter((publication) => publication !== null);
    } catch (error) {
      if (this.#ports.signal.aborted || !isRefusal(error)) throw error;
      return this.#commitApart(revisions, error);
    }
  }

  /** One revision that the store refuses must not hold back its group; alone, it is a failed document. */
  async #commitApart(revisions: readonly RevisionCommit[], cause: unknown): Promise<readonly Publication[]> {
    const [only] = revisions;
    if (revisions.length > 1 || only === undefined) {
      const publications: Publication[] = [];
      for (const revision of revisions) publications.push(...(await this.#commit([revision])));
      return publications;
    }
    const { documents, clock, observer } = this.#ports;
    const detail = `The document could not be stored: ${cause instanceof Error ? cause.message : String(cause)}`;
    const error = { code: 'DOCUMENT_PARSE_FAILED', detail };
    await persist('record a failure', this.#ports, () => documents.fail(only.pending, error, clock.now()));
    observer.documents('failed', 1);
    return [];
  }

  async #publication(
    { pending, features, lexicon }: RevisionCommit,
    outcome: CommitOutcome | undefined,
    wasRepeated: boolean,
  ): Promise<Publication | null> {
    if (outcome?.committed === true && outcome.record !== null) {
      return { record: outcome.record, chunks: outcome.chunks, features, lexicon, formerScope: outcome.formerScope };
    }
    return wasRepeated ? this.#lostOutcome(pending, { features, lexicon }) : null;
  }

  /** A commit whose answer was lost did its work: its second attempt finds the revision in place. */
  async #lostOutcome(
    { scope, documentId, revision }: RevisionCommit['pending'],
    kept: Pick<Publication, 'features' | 'lexicon'>,
  ): Promise<Publication | null> {
    return persist('read a document', this.#ports, async () => {
      const record = await this.#ports.documents.get(scope.tenant, documentId);
      if (record === null || record.indexedRevision !== revision) return null;
      const chunks = await this.#ports.documents.chunksOf(scope.tenant, documentId);
      return { record, chunks: chunks.map(({ chunk }) => chunk), ...kept, formerScope: null };
    });
  }
}

/** The store worked and would not take it: trying again does not help. */
function isRefusal(error: unknown): boolean {
  return !(isCodedError(error) && error.code.startsWith('RECORDS_'));
}
