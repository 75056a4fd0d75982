import type { DocumentFacts } from '../../ports/catalogue.ts';
import type { ChunkFeatures } from '../../ports/document-processor.ts';
import type { DocumentRecord, DocumentStore } from '../../ports/document-store.ts';
import type { DocumentLexicon } from '../../ports/lexicon.ts';
import { type Scope, scopeKey } from '../../ports/scope.ts';
import { assert } from '../../shared/assert.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { addToIndexes, type IndexPorts, type KeyedFeatures, removeFromIndexes } from './index-ports.ts';
import { SerialQueue } from './serial-queue.ts';
import { Slicer } from './slices.ts';

/** A committed revision, as the indexes take it. `formerScope`: where the document's former revision was, when elsewhere. */
export type Publication = {
  readonly record: DocumentRecord;
  readonly chunks: readonly number[];
  readonly features: readonly ChunkFeatures[];
  /** Null when it is not known; `setLexicon` brings it later. */
  readonly lexicon: DocumentLexicon | null;
  readonly formerScope: Scope | null;
};

/**
 * Applies committed changes to all indexes, one after another in the order of the calls. A revision becomes searchable in
 * one step, together with the disappearance of the one before it; nothing half-indexed is ever seen.
 */
export interface IndexSet {
  /** Resolves when every publication is searchable. Publishing what is there already only renews its facts. */
  publish(publications: readonly Publication[]): Promise<void>;
  /** The document is invisible when the call returns its promise, and out of every index when that resolves. */
  retire(tenant: string, documentId: string): Promise<void>;
  /** Renews what filters see of a document, visibility included; at once, and again behind what was queued before. */
  setFacts(record: DocumentRecord): Promise<void>;
  /** Brings the names of a document that was published without them; passed over when it has gone or changed meanwhile. */
  setLexicon(record: DocumentRecord, chunks: readonly number[], lexicon: DocumentLexicon): Promise<void>;
  /** Publishes every searchable document of the store; for the start of a process. */
  rebuild(documents: Pick<DocumentStore, 'indexed'>, signal: AbortSignal): Promise<RebuildReport>;
}

export type RebuildReport = { readonly documents: number; readonly chunks: number };

export type IndexSetOptions = IndexPorts & { readonly clock: Clock; readonly scheduler: Scheduler };

/** Documents of one page of a rebuild: some 400 KB of features at 4 chunks each. Larger pages only grow the heap, by 120 MB at 512. */
const REBUILD_PAGE_DOCUMENTS = 64;

/** Makes the index set of a process: there is one, since it is the only writer of the indexes. */
export function createIndexSet(options: IndexSetOptions): IndexSet {
  return new OrderedIndexSet(options);
}

type Gone = { readonly scope: Scope; readonly chunks: readonly number[] };

class OrderedIndexSet implements IndexSet {
  readonly #ports: IndexPorts;
  readonly #queue = new SerialQueue();
  readonly #slicer: Slicer;
  /** First chunks of revisions whose staging broke off: their entries may be in some indexes and not in others. */
  readonly #broken = new Set<number>();

  constructor(options: IndexSetOptions) {
    this.#ports = options;
    this.#slicer = new Slicer(options.clock, options.scheduler);
  }

  publish(publications: readonly Publication[]): Promise<void> {
    return this.#queue.run(() => this.#publish(publications));
  }

  async retire(tenant: string, documentId: string): Promise<void> {
    const hidden = this.#hide(tenant, documentId);
    await this.#queue.run(async () => {
      for (const { scope, chunks } of [...hidden, ...this.#hide(tenant, documentId)]) await this.#drop(scope, chunks);
    });
  }

  async setFacts(record: DocumentRecord): Promise<void> {
    this.#setFacts(record);
    await this.#queue.run(async () => this.#setFacts(record));
  }

  setLexicon(record: DocumentRecord, chunks: readonly number[], lexicon: DocumentLexicon): Promise<void> {
    return this.#queue.run(async () => {
      const [first] = chunks;
      const partition = this.#ports.catalogue.find(record.scope);
      if (first !== undefined && partition?.ordinalOf(first) !== undefined) this.#setNames(record, lexicon);
    });
  }

  rebuild(documents: Pick<DocumentStore, 'indexed'>, signal: AbortSignal): Promise<RebuildReport> {
    return this.#queue.run(() => this.#rebuild(documents, signal));
  }

  async #publish(publications: readonly Publication[]): Promise<void> {
    for (const { scope, group } of byScope(publications)) {
      const fresh = group.filter((publication) => this.#isNew(publication));
      await this.#stage(scope, fresh);
      const gone = fresh.flatMap((publication) => this.#show(publication));
      for (const { scope: former, chunks } of gone) await this.#drop(former, chunks);
    }
  }

  /** False, and the facts are renewed, when the revision is there already: a rebuild may have read it first. */
  #isNew({ record, chunks }: Publication): boolean {
    const [first] = chunks;
    const partition = this.#ports.catalogue.open(record.scope);
    if (first === undefined || this.#broken.has(first) || partition.ordinalOf(first) === undefined) return true;
    if (partition.setFacts(toFacts(record))) {
      this.#ports.lexicon.setEnabled(record.scope, record.documentId, record.enabled);
    }
    return false;
  }

  async #stage(scope: Scope, publications: readonly Publication[]): Promise<void> {
    const partition = this.#ports.catalogue.open(scope);
    for (const { record, chunks } of publications) {
      const [first] = chunks;
      if (first !== undefined && this.#broken.has(first)) await removeFromIndexes(this.#ports, scope, chunks);
      partition.stage(toFacts(record), chunks);
      if (first !== undefined) this.#broken.add(first);
    }
    const entries = publications.flatMap(keyed);
    await this.#slicer.forEach(entries, (slice) => addToIndexes(this.#ports, scope, slice));
    for (const { chunks } of publications) this.#mend(chunks);
  }

  /** The one step that is seen: nothing else runs between the new revision's coming and the old one's going. */
  #show({ record, lexicon, formerScope }: Publication): readonly Gone[] {
    const { documentId, scope } = record;
    const gone = [{ scope, chunks: this.#ports.catalogue.open(scope).publish(documentId) }];
    if (lexicon === null) this.#ports.lexicon.remove(scope, documentId);
    else this.#setNames(record, lexicon);
    const former = formerScope === null ? undefined : this.#ports.catalogue.find(formerScope);
    if (formerScope !== null && former !== undefined) {
      gone.push({ scope: formerScope, chunks: former.retire(documentId) });
      this.#ports.lexicon.remove(formerScope, documentId);
    }
    return gone;
  }

  /** As the catalogue has the document, which was told already of what befell it since the commit: it may be hidden, or gone. */
  #setNames({ documentId, scope }: DocumentRecord, lexicon: DocumentLexicon): void {
    const facts = this.#ports.catalogue.find(scope)?.facts(documentId);
    if (facts !== undefined) this.#ports.lexicon.put(scope, documentId, lexicon, facts.enabled);
  }

  /** Hides a document wherever it is: a revision that waits may have moved its record to another collection already. */
  #hide(tenant: string, documentId: string): readonly Gone[] {
    const hidden: Gone[] = [];
    for (const [scope, partition] of this.#ports.catalogue.partitions()) {
      if (scope.tenant !== tenant) continue;
      hidden.push({ scope, chunks: partition.retire(documentId) });
      this.#ports.lexicon.remove(scope, documentId);
    }
    return hidden;
  }

  #setFacts(record: DocumentRecord): void {
    for (const [scope, partition] of this.#ports.catalogue.partitions()) {
      if (scope.tenant !== record.scope.tenant) continue;
      if (partition.setFacts(toFacts(record))) {
        this.#ports.lexicon.setEnabled(scope, record.documentId, record.enabled);
      }
    }
  }

  async #drop(scope: Scope, chunks: readonly number[]): Promise<void> {
    if (chunks.length === 0) return;
    this.#mend(chunks);
    await this.#slicer.forEach(chunks, (slice) => removeFromIndexes(this.#ports, scope, slice));
    this.#ports.catalogue.find(scope)?.release(chunks);
  }

  #mend(chunks: readonly number[]): void {
    if (this.#broken.size === 0) return;
    for (const chunk of chunks) this.#broken.delete(chunk);
  }

  async #rebuild(documents: Pick<DocumentStore, 'indexed'>, signal: AbortSignal): Promise<RebuildReport> {
    let chunkCount = 0;
    let documentCount = 0;
    let page = await documents.indexed(null, REBUILD_PAGE_DOCUMENTS);
    // Ends because every page's cursor lies behind the one before it.
    while (page.documents.length > 0) {
      signal.throwIfAborted();
      const next = page.cursor === null ? null : documents.indexed(page.cursor, REBUILD_PAGE_DOCUMENTS);
      const [rest] = await Promise.all([next, this.#publish(page.documents.map(unmoved))]);
      documentCount += page.documents.length;
      for (const { chunks } of page.documents) chunkCount += chunks.length;
      if (rest === null) break;
      page = rest;
    }
    return { documents: documentCount, chunks: chunkCount };
  }
}

function toFacts(record: DocumentRecord): DocumentFacts {
  const { documentId, title, uri, tags, metadata, enabled } = record;
  return { documentId, title, uri, tags, metadata, enabled };
}

function unmoved(document: Omit<Publication, 'formerScope'>): Publication {
  return { ...document, formerScope: null };
}

function keyed({ chunks, features }: Publication): readonly KeyedFeatures[] {
  assert(chunks.length === features.length, 'every chunk has its features');
  return features.map((own, i) => ({ chunk: chunks[i] ?? 0, features: own }));
}

type ScopeGroup = { readonly scope: Scope; readonly group: readonly Publication[] };

function byScope(publications: readonly Publication[]): readonly ScopeGroup[] {
  const groups = new Map<string, { readonly scope: Scope; readonly group: Publication[] }>();
  for (const publication of publications) {
    const { scope } = publication.record;
    const key = scopeKey(scope);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { scope, group: [publication] });
    else known.group.push(publication);
  }
  return [...groups.values()];
}
