import type { DocumentStore, RevisionCommit, Submission } from '../../../ports/document-store.ts';
import { CHUNK_LOOKUP_MAX } from '../../../ports/document-store.ts';
import { assert } from '../../../shared/assert.ts';
import type { Clock } from '../../../shared/clock.ts';
import type { Scheduler } from '../../../shared/scheduler.ts';
import type { ReaderOperations } from '../reader-operations.ts';
import type { Statements } from '../statements.ts';
import type { ThreadClient } from '../thread-client.ts';
import type { WriterOperations } from '../writer-operations.ts';
import { findChunks } from './chunk-row.ts';
import { findDocument } from './document-row.ts';
import { type EncodedRevision, encodeRevision, revisionBytes } from './encode-revision.ts';
import { indexedPage } from './indexed.ts';
import { findIngest } from './ingest-row.ts';
import { encodeLexicon } from './lexicon-row.ts';

/** `statements`: a read connection on this thread, for look-ups by key that take microseconds. */
export type SqliteDocumentsOptions = {
  readonly statements: Statements;
  readonly writer: ThreadClient<WriterOperations>;
  readonly reader: ThreadClient<ReaderOperations>;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
};

/** Documents in SQLite: writes and long reads on their threads, short reads here. */
export class SqliteDocumentStore implements DocumentStore {
  readonly #options: SqliteDocumentsOptions;

  constructor(options: SqliteDocumentsOptions) {
    this.#options = options;
  }

  accept(input: Parameters<DocumentStore['accept']>[0]): ReturnType<DocumentStore['accept']> {
    const bytes = input.submissions.reduce((total, submission) => total + submissionBytes(submission), 0);
    return this.#options.writer.call('accept', input, { bytes });
  }

  /** Items handed out are being worked on, so their ingests become `running`. */
  async pending(limit: number, contentBytesMax?: number): ReturnType<DocumentStore['pending']> {
    const { writer, reader, clock } = this.#options;
    const page = await reader.call('pendingItems', { limit, contentBytesMax: contentBytesMax ?? null });
    const { items, queuedIngests } = page;
    if (queuedIngests.length > 0) await writer.call('startIngests', { ingests: queuedIngests, nowMs: clock.now() });
    return items;
  }

  backlog(): ReturnType<DocumentStore['backlog']> {
    return this.#options.reader.call('backlog', undefined);
  }

  async commit(revisions: readonly RevisionCommit[], nowMs: number): ReturnType<DocumentStore['commit']> {
    const encoded: EncodedRevision[] = [];
    for (const revision of revisions) encoded.push(await encodeRevision(revision, this.#options.scheduler));
    const bytes = encoded.reduce((total, revision) => total + revisionBytes(revision), 0);
    return this.#options.writer.call('commitRevisions', { revisions: encoded, nowMs }, { bytes });
  }

  fail(...[item, error, nowMs]: Parameters<DocumentStore['fail']>): Promise<void> {
    const { ingestId, documentId, scope } = item;
    const key = { ingestId, item: item.item, tenant: scope.tenant, documentId };
    return this.#options.writer.call('failItem', { ...key, error, nowMs });
  }

  async get(tenant: string, documentId: string): ReturnType<DocumentStore['get']> {
    return findDocument(this.#options.statements, tenant, documentId)?.record ?? null;
  }

  text(tenant: string, documentId: string): ReturnType<DocumentStore['text']> {
    return this.#options.reader.call('readText', { tenant, documentId });
  }

  list(...[tenant, options]: Parameters<DocumentStore['list']>): ReturnType<DocumentStore['list']> {
    return this.#options.reader.call('listDocuments', { tenant, options });
  }

  patch(
    ...[tenant, documentId, change, nowMs]: Parameters<DocumentStore['patch']>
  ): ReturnType<DocumentStore['patch']> {
    const { tags = null, metadata = null, enabled = null } = change;
    return this.#options.writer.call('patchDocument', { tenant, documentId, tags, metadata, enabled, nowMs });
  }

  delete(tenant: string, documentId: string): ReturnType<DocumentStore['delete']> {
    const nowMs = this.#options.clock.now();
    return this.#options.writer.call('deleteDocument', { tenant, documentId, nowMs });
  }

  counts(tenant: string): ReturnType<DocumentStore['counts']> {
    return this.#options.reader.call('countDocuments', { tenant });
  }

  async chunks(tenant: string, keys: readonly number[]): ReturnType<DocumentStore['chunks']> {
    assert(keys.length <= CHUNK_LOOKUP_MAX, 'a look-up names a bounded number of chunks');
    return findChunks(this.#options.statements, tenant, keys);
  }

  chunksOf(tenant: string, documentId: string): ReturnType<DocumentStore['chunksOf']> {
    return this.#options.reader.call('chunksOf', { tenant, documentId });
  }

  /** Read here: from a thread, every page would be copied once more. Gives way to the event loop before each page. */
  async indexed(after: number | null, limit: number): ReturnType<DocumentStore['indexed']> {
    await this.#options.scheduler.yieldToLoop();
    return indexedPage(this.#options.statements, after, limit);
  }

  withoutLexicon(after: number | null, limit: number): ReturnType<DocumentStore['withoutLexicon']> {
    return this.#options.reader.call('withoutLexicon', { after, limit });
  }

  saveLexicon(...[document, lexicon]: Parameters<DocumentStore['saveLexicon']>): Promise<boolean> {
    return this.#options.writer.call('saveLexicon', { ...document, data: encodeLexicon(lexicon) });
  }

  async ingest(tenant: string, ingestId: string): ReturnType<DocumentStore['ingest']> {
    return findIngest(this.#options.statements, tenant, ingestId)?.record ?? null;
  }

  cancelIngest(tenant: string, ingestId: string, nowMs: number): ReturnType<DocumentStore['cancelIngest']> {
    return this.#options.writer.call('cancelIngest', { tenant, ingestId, nowMs });
  }
}

/** What the message holds, roughly: text as UTF-16. */
function submissionBytes({ content, title }: Submission): number {
  return (typeof content === 'string' ? 2 * content.length : content.byteLength) + 2 * title.length;
}
