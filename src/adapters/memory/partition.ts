import type { DocumentFacts, Partition } from '../../ports/catalogue.ts';
import type { Filter } from '../../ports/filter.ts';
import { assert, defined } from '../../shared/assert.ts';
import { Bitset } from '../../shared/bitset.ts';
import { canonicalFilter } from './canonical-filter.ts';
import { Columns } from './columns.ts';
import { forEachMember } from './for-each-member.ts';
import { OrdinalTable } from './ordinal-table.ts';
import { SelectionCache } from './selection-cache.ts';

type Staged = {
  facts: DocumentFacts;
  readonly ordinals: readonly number[];
  /** Ordinals of stagings that this one replaced: given back with the next publish or retire. */
  readonly dropped: readonly number[];
};

type Entry = {
  /** Small dense number of the document, the bit it has in the columns. */
  readonly index: number;
  /** What filters see; null before the first publish. */
  facts: DocumentFacts | null;
  ordinals: readonly number[];
  staged: Staged | null;
};

/** One scope's chunks in this process. All steps are synchronous, so no reader sees half of one. */
export class MemoryPartition implements Partition {
  readonly #ordinals = new OrdinalTable();
  readonly #documents = new Map<string, Entry>();
  readonly #entries: (Entry | undefined)[] = [];
  readonly #freeIndexes: number[] = [];
  readonly #columns = new Columns();
  readonly #visibleChunks = new Bitset();
  readonly #visibleDocuments = new Bitset();
  readonly #selections = new SelectionCache();
  /** Document index of every visible ordinal. */
  #indexes = new Uint32Array(16);
  #version = 0;
  #chunkCount = 0;
  #documentCount = 0;

  get version(): number {
    return this.#version;
  }

  get ordinalLimit(): number {
    return this.#ordinals.limit;
  }

  get chunkCount(): number {
    return this.#chunkCount;
  }

  get documentCount(): number {
    return this.#documentCount;
  }

  get isEmpty(): boolean {
    return this.#documents.size === 0 && this.#ordinals.limit === 0;
  }

  stage(facts: DocumentFacts, chunks: readonly number[]): readonly number[] {
    const entry = this.#documents.get(facts.documentId) ?? this.#makeEntry(facts.documentId);
    const ordinals = chunks.map((chunk) => this.#ordinals.take(chunk, facts.documentId));
    const before = entry.staged;
    const kept = new Set([...ordinals, ...entry.ordinals]);
    const dropped = before === null ? [] : [...before.dropped, ...before.ordinals].filter((o) => !kept.has(o));
    entry.staged = { facts, ordinals, dropped };
    return ordinals;
  }

  publish(documentId: string): readonly number[] {
    const entry = this.#documents.get(documentId);
    if (!entry?.staged) return [];
    const { facts, ordinals, dropped } = entry.staged;
    const kept = new Set(ordinals);
    const replaced = [...entry.ordinals.filter((ordinal) => !kept.has(ordinal)), ...dropped];
    this.#hide(entry);
    entry.staged = null;
    entry.ordinals = ordinals;
    this.#show(entry, facts);
    return this.#chunksAt(replaced);
  }

  retire(documentId: string): readonly number[] {
    const entry = this.#documents.get(documentId);
    if (entry === undefined) return [];
    this.#hide(entry);
    this.#documents.delete(documentId);
    this.#entries[entry.index] = undefined;
    this.#freeIndexes.push(entry.index);
    const staged = entry.staged === null ? [] : [...entry.staged.ordinals, ...entry.staged.dropped];
    return this.#chunksAt([...new Set([...entry.ordinals, ...staged])]);
  }

  release(chunks: readonly number[]): void {
    for (const chunk of chunks) {
      const ordinal = this.#ordinals.ordinalOf(chunk);
      if (ordinal === undefined) continue;
      assert(!this.#visibleChunks.has(ordinal), 'a visible chunk is retired before its ordinal is released');
      this.#ordinals.free(chunk);
    }
  }

  setFacts(facts: DocumentFacts): boolean {
    const entry = this.#documents.get(facts.documentId);
    if (entry === undefined) return false;
    if (entry.facts !== null) {
      this.#hide(entry);
      this.#show(entry, facts);
      // A disable that comes between stage and publish must outlive the publish.
      if (entry.staged !== null) entry.staged.facts = { ...entry.staged.facts, enabled: facts.enabled };
    } else if (entry.staged !== null) {
      entry.staged.facts = facts;
    }
    return true;
  }

  facts(documentId: string): DocumentFacts | undefined {
    const entry = this.#documents.get(documentId);
    return entry?.facts ?? entry?.staged?.facts;
  }

  ordinalOf(chunk: number): number | undefined {
    return this.#ordinals.ordinalOf(chunk);
  }

  chunkAt(ordinal: number): number {
    return this.#ordinals.chunkAt(ordinal);
  }

  documentAt(ordinal: number): string | undefined {
    return this.#ordinals.documentAt(ordinal);
  }

  select(filter: Filter | null): Bitset {
    const key = filter === null ? '' : canonicalFilter(filter);
    const known = this.#selections.get(this.#version, key);
    if (known !== undefined) return known;
    const selection =
      filter === null
        ? this.#visibleChunks.clone()
        : this.#chunksOf(this.#columns.select(filter, this.#visibleDocuments));
    this.#selections.set(this.#version, key, selection);
    return selection;
  }

  bytes(): number {
    const bits =
      this.#visibleChunks.words.byteLength + this.#visibleDocuments.words.byteLength + this.#indexes.byteLength;
    const entries = this.#documents.size * ENTRY_BYTES + 8 * this.#ordinals.limit;
    return bits + entries + this.#ordinals.bytes() + this.#columns.bytes() + this.#selections.bytes();
  }

  #makeEntry(documentId: string): Entry {
    const index = this.#freeIndexes.pop() ?? this.#entries.length;
    const entry: Entry = { index, facts: null, ordinals: [], staged: null };
    this.#entries[index] = entry;
    this.#documents.set(documentId, entry);
    return entry;
  }

  #show(entry: Entry, facts: DocumentFacts): void {
    this.#version++;
    entry.facts = facts;
    this.#columns.add(facts, entry.index);
    if (!facts.enabled) return;
    this.#visibleDocuments.add(entry.index);
    this.#reserve(this.#ordinals.limit);
    for (const ordinal of entry.ordinals) {
      this.#visibleChunks.add(ordinal);
      this.#indexes[ordinal] = entry.index;
    }
    this.#documentCount++;
    this.#chunkCount += entry.ordinals.length;
  }

  #hide(entry: Entry): void {
    if (entry.facts === null) return;
    this.#version++;
    this.#columns.delete(entry.facts, entry.index);
    if (!entry.facts.enabled) return;
    this.#visibleDocuments.delete(entry.index);
    for (const ordinal of entry.ordinals) this.#visibleChunks.delete(ordinal);
    this.#documentCount--;
    this.#chunkCount -= entry.ordinals.length;
  }

  /** From documents to their chunks: by document while they are few, else in one pass over the visible chunks. */
  #chunksOf(documents: Bitset): Bitset {
    const selection = new Bitset(this.#ordinals.limit);
    if (documents.count() * SCATTERED_COST < this.#documentCount) {
      forEachMember(documents, (index) => {
        for (const ordinal of this.#entryAt(index).ordinals) selection.add(ordinal);
      });
    } else {
      forEachMember(this.#visibleChunks, (ordinal) => {
        if (documents.has(this.#indexes[ordinal] ?? 0)) selection.add(ordinal);
      });
    }
    return selection;
  }

  #reserve(limit: number): void {
    if (limit <= this.#indexes.length) return;
    const grown = new Uint32Array(Math.max(limit, this.#indexes.length * 2, 16));
    grown.set(this.#indexes);
    this.#indexes = grown;
  }

  #entryAt(index: number): Entry {
    return defined(this.#entries[index], 'a selected document is in the catalogue');
  }

  #chunksAt(ordinals: readonly number[]): readonly number[] {
    return ordinals.map((ordinal) => this.#ordinals.chunkAt(ordinal));
  }
}

/** Map entry, entry object and array header of one document in V8: an estimate for memory figures. */
const ENTRY_BYTES = 152;
/** How much dearer it is to follow one document to its chunks than to test one chunk in passing. */
const SCATTERED_COST = 16;
