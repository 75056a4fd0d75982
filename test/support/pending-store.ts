import type { ProcessedDocument } from '../../src/ports/document-processor.ts';
import type {
  CommitOutcome,
  DocumentRecord,
  DocumentStore,
  PendingItem,
  RevisionCommit,
} from '../../src/ports/document-store.ts';
import { SCOPE } from './search-world.ts';

export type PendingStore = Pick<DocumentStore, 'pending' | 'commit' | 'fail' | 'get' | 'chunksOf'> & {
  readonly items: PendingItem[];
  readonly committed: string[][];
  readonly failed: { readonly documentId: string; readonly code: string; readonly detail: string }[];
  /** Called with the ids of each commit before and after its work; what it throws is the commit's error. */
  onCommit: (when: 'before' | 'after', documentIds: readonly string[]) => void;
};

/** A store of pending items alone, for tests of who works them off and what befalls a commit. */
export function pendingStore(items: readonly PendingItem[]): PendingStore {
  const records = new Map<string, DocumentRecord>();
  const store: PendingStore = {
    items: [...items],
    committed: [],
    failed: [],
    onCommit: () => undefined,
    pending: async (limit) => store.items.slice(0, limit),
    async commit(revisions) {
      const ids = revisions.map(({ pending }) => pending.documentId);
      store.onCommit('before', ids);
      const outcomes = revisions.map((revision) => commitOne(store, records, revision));
      store.committed.push(ids);
      store.onCommit('after', ids);
      return outcomes;
    },
    async fail(item, { code, detail }) {
      drop(store, item);
      store.failed.push({ documentId: item.documentId, code, detail });
    },
    get: async (_tenant, documentId) => records.get(documentId) ?? null,
    chunksOf: async () => [],
  };
  return store;
}

export function pendingItem(documentId: string, change: Partial<PendingItem> = {}): PendingItem {
  return {
    ...{ ingestId: 'i_1', item: Number(/\d+$/.exec(documentId)?.[0] ?? 0), revision: 1, documentId, scope: SCOPE },
    ...{
      title: '',
      uri: null,
      tags: [],
      metadata: {},
      contentType: 'text/plain',
      content: documentId,
      contentHash: '',
    },
    ...change,
  };
}

/** A document without passages: what passages hold is no concern of who commits them. */
export function processedDocument(text: string): ProcessedDocument {
  return {
    title: '',
    text,
    language: null,
    warnings: [],
    chunks: [],
    features: [],
    lexicon: { entities: [], abbreviations: [] },
  };
}

function commitOne(store: PendingStore, records: Map<string, DocumentRecord>, revision: RevisionCommit): CommitOutcome {
  const { documentId, scope, uri, tags, metadata } = revision.pending;
  const isPending = drop(store, revision.pending);
  if (!isPending) return { committed: false, chunks: [], record: null, formerScope: null };
  const record: DocumentRecord = {
    ...{ documentId, scope, uri, tags, metadata, title: '', enabled: true, contentType: 'text/plain', contentHash: '' },
    ...{ language: null, status: 'indexed', error: null, warnings: [], revision: 1, indexedRevision: 1 },
    ...{ chunkCount: 0, textLength: 0, createdAtMs: 0, updatedAtMs: 0 },
  };
  records.set(documentId, record);
  return { committed: true, chunks: [], record, formerScope: null };
}

function drop(store: PendingStore, { ingestId, item }: Pick<PendingItem, 'ingestId' | 'item'>): boolean {
  const place = store.items.findIndex((one) => one.ingestId === ingestId && one.item === item);
  if (place >= 0) store.items.splice(place, 1);
  return place >= 0;
}
