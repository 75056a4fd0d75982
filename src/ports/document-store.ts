import type { Chunk, ChunkFeatures } from './document-processor.ts';
import type { Metadata } from './filter.ts';
import type { DocumentLexicon } from './lexicon.ts';
import type { Scope } from './scope.ts';

export type DocumentStatus = 'pending' | 'indexed' | 'failed';

/** A document as it is kept. `title`, `uri`, `tags` and `metadata` are those of the revision that answers now. */
export type DocumentRecord = {
  readonly documentId: string;
  readonly scope: Scope;
  readonly title: string;
  readonly uri: string | null;
  readonly tags: readonly string[];
  readonly metadata: Metadata;
  readonly enabled: boolean;
  readonly contentType: string;
  /** SHA-256 (hex) over everything that was submitted; equal hashes are equal submissions. */
  readonly contentHash: string;
  readonly language: string | null;
  /** Of the newest accepted revision. A `pending` or `failed` upsert leaves the older revision answering. */
  readonly status: DocumentStatus;
  readonly error: { readonly code: string; readonly detail: string } | null;
  readonly warnings: readonly string[];
  /** Newest accepted revision, from 1; and the one whose chunks are searchable, null before the first. */
  readonly revision: number;
  readonly indexedRevision: number | null;
  readonly chunkCount: number;
  /** UTF-16 code units of the searchable text. */
  readonly textLength: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

/** One checked document of a call, ready to be made durable. */
export type Submission = {
  readonly documentId: string;
  readonly scope: Scope;
  readonly title: string;
  readonly uri: string | null;
  readonly tags: readonly string[];
  readonly metadata: Metadata;
  readonly contentType: string;
  readonly content: string | Uint8Array;
  readonly contentHash: string;
};

export type AcceptedItem = {
  readonly documentId: string;
  readonly status: 'accepted' | 'unchanged';
  readonly revision: number;
};

/** One document waiting to be processed: the submission and the revision it became. */
export type PendingItem = Submission & { readonly ingestId: string; readonly item: number; readonly revision: number };

/** A processed revision to be made durable: chunks get their keys in the same transaction that makes them searchable. */
export type RevisionCommit = {
  readonly pending: Pick<
    PendingItem,
    'ingestId' | 'item' | 'documentId' | 'scope' | 'revision' | 'uri' | 'tags' | 'metadata'
  >;
  readonly title: string;
  readonly text: string;
  readonly language: string | null;
  readonly warnings: readonly string[];
  readonly chunks: readonly Chunk[];
  readonly features: readonly ChunkFeatures[];
  readonly lexicon: DocumentLexicon;
};

export type CommitOutcome = {
  /** False when the document was deleted, its ingest cancelled, or a newer revision accepted meanwhile: nothing was written. */
  readonly committed: boolean;
  /** Keys of the new chunks, in their order. */
  readonly chunks: readonly number[];
  readonly record: DocumentRecord | null;
  /** Where the document's former revision was searchable, when that is another scope than now. */
  readonly formerScope: Scope | null;
};

export type ChunkRecord = {
  readonly chunk: number;
  readonly documentId: string;
  readonly scope: Scope;
  /** Position in its document, from 0. */
  readonly index: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly headings: readonly string[];
  readonly title: string;
  readonly uri: string | null;
};

/** What rebuilds the in-memory indexes at start: every chunk of one searchable document. */
export type IndexedDocument = {
  readonly record: DocumentRecord;
  readonly chunks: readonly number[];
  readonly features: readonly ChunkFeatures[];
  /** Null for a document that was processed before lexicons were kept. */
  readonly lexicon: DocumentLexicon | null;
};

export type DocumentListOptions = {
  readonly collection: string | null;
  readonly tag: string | null;
  readonly status: DocumentStatus | null;
  readonly limit: number;
  /** List after this document, in the order (created, id), newest first. */
  readonly after: { readonly createdAtMs: number; readonly documentId: string } | null;
};

export type IngestState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

export type IngestRecord = {
  readonly ingestId: string;
  readonly tenant: string;
  readonly state: IngestState;
  readonly total: number;
  readonly indexed: number;
  readonly failed: number;
  readonly unchanged: number;
  /** The first `INGEST_ERRORS_MAX` failures. */
  readonly errors: readonly {
    readonly index: number;
    readonly documentId: string;
    readonly code: string;
    readonly detail: string;
  }[];
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
};

/** Documents, their chunks and the jobs that make them searchable. Every promise settles after COMMIT; ids of another tenant are not found. */
export interface DocumentStore {
  /** One transaction: the ingest, its items, and a new revision of every document whose hash differs. */
  accept(ingest: {
    readonly ingestId: string;
    readonly tenant: string;
    readonly submissions: readonly Submission[];
    readonly nowMs: number;
  }): Promise<readonly AcceptedItem[]>;
  /**
   * Items not processed yet over all tenants, oldest first; also after a restart. Only ingests that are not cancelled. Stops
   * before the item that would take the content over `contentBytesMax`, but gives at least one. Their ingests become `running`.
   */
  pending(limit: number, contentBytesMax?: number): Promise<readonly PendingItem[]>;
  /** How much waits to be processed over all tenants: what bounds the queue, also after a restart. Bytes of content as stored. */
  backlog(): Promise<{ readonly items: number; readonly contentBytes: number }>;
  commit(revisions: readonly RevisionCommit[], nowMs: number): Promise<readonly CommitOutcome[]>;
  /** The item could not be read: the document's newest revision is `failed`, an older one goes on answering. */
  fail(
    item: Pick<PendingItem, 'ingestId' | 'item' | 'documentId' | 'scope' | 'revision'>,
    error: { code: string; detail: string },
    nowMs: number,
  ): Promise<void>;

  get(tenant: string, documentId: string): Promise<DocumentRecord | null>;
  text(tenant: string, documentId: string): Promise<string | null>;
  list(tenant: string, options: DocumentListOptions): Promise<readonly DocumentRecord[]>;
  /** Changes the revision that answers and one that waits to be processed. Null when the document is not there. */
  patch(
    tenant: string,
    documentId: string,
    change: { tags?: readonly string[]; metadata?: Metadata; enabled?: boolean },
    nowMs: number,
  ): Promise<DocumentRecord | null>;
  /** Removes the document, its chunks and its pending items. The record as it was, or null. */
  delete(tenant: string, documentId: string): Promise<DocumentRecord | null>;
  counts(
    tenant: string,
  ): Promise<readonly { readonly collection: string; readonly documents: number; readonly chunks: number }[]>;

  /** By key; missing ones are left out, the order is that of `keys`. At most CHUNK_LOOKUP_MAX keys. */
  chunks(tenant: string, keys: readonly number[]): Promise<readonly ChunkRecord[]>;
  /** All chunks of a document in order. */
  chunksOf(tenant: string, documentId: string): Promise<readonly ChunkRecord[]>;
  /** Every searchable document in the order it was indexed, a page at a time, for rebuilding indexes. `after` is the last cursor, null to begin. */
  indexed(
    after: number | null,
    limit: number,
  ): Promise<{ readonly documents: readonly IndexedDocument[]; readonly cursor: number | null }>;

  /** Searchable documents of all tenants without a lexicon, a page at a time: those that were processed before lexicons were kept. */
  withoutLexicon(
    after: number | null,
    limit: number,
  ): Promise<{ readonly records: readonly DocumentRecord[]; readonly cursor: number | null }>;
  /** Keeps the lexicon of a document's searchable revision; false, and nothing is written, when that is another one by now. */
  saveLexicon(
    document: { readonly tenant: string; readonly documentId: string; readonly revision: number },
    lexicon: DocumentLexicon,
  ): Promise<boolean>;

  ingest(tenant: string, ingestId: string): Promise<IngestRecord | null>;
  /** Items not processed yet are dropped; what is indexed stays. Null when unknown; the record is unchanged when it had ended. */
  cancelIngest(tenant: string, ingestId: string, nowMs: number): Promise<IngestRecord | null>;
}

/** Keys one `chunks` call may name: a page of candidates, not a table scan. */
export const CHUNK_LOOKUP_MAX = 1_000;
/** Errors an ingest keeps; the counts go on beyond it. */
export const INGEST_ERRORS_MAX = 100;
