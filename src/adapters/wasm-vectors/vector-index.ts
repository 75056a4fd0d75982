import type { Catalogue, Partition } from '../../ports/catalogue.ts';
import type { Scope } from '../../ports/scope.ts';
import type { VectorEntry, VectorIndex, VectorSearchOptions } from '../../ports/vector-index.ts';
import { assert } from '../../shared/assert.ts';
import { loadKernelModule, scanKernel } from './kernel-module.ts';
import { writeQuery } from './query-image.ts';
import { INLINE_WORK_MAX } from './run-scan.ts';
import { ScanEngine } from './scan-engine.ts';
import type { ScanThreadData } from './scan-thread.ts';
import { ScopeMap } from './scope-map.ts';
import { type RowPlace, ScopeRows } from './scope-rows.ts';
import { searchRows } from './search-rows.ts';
import { slabLayout } from './slab-layout.ts';
import { createThreadPool, type ThreadPool } from './thread-pool.ts';

export type WasmVectorIndexOptions = {
  readonly catalogue: Catalogue;
  readonly dimensions: number;
  /** Lengths a search may compare, ascending; the last is `dimensions`. */
  readonly prefixes: readonly number[];
  /** Threads that share large scans; with 0 they run on the event loop in steps of about a millisecond. */
  readonly workers: number;
  /** Multiply-adds below which a scan runs on the event loop in one go; `INLINE_WORK_MAX` when left out. */
  readonly inlineWorkMax?: number;
};

/**
 * Flat scan over 8-bit rows with exact 16-bit rescoring, in memory shared with the scan threads. Chunks that the catalogue
 * does not know when they are added or removed are passed over: their document went away meanwhile. A search with a zero
 * query finds nothing; a zero row has the cosine 0. Adding rejects with `INDEX_FULL` when 4 GiB are used.
 */
export function createWasmVectorIndex(options: WasmVectorIndexOptions): VectorIndex {
  return new WasmVectorIndex(options);
}

class WasmVectorIndex implements VectorIndex {
  readonly #catalogue: Catalogue;
  readonly #dimensions: number;
  readonly #prefixes: readonly number[];
  readonly #engine: ScanEngine;
  readonly #threads: ThreadPool | null;
  readonly #slices: number;
  readonly #inlineWorkMax: number;
  readonly #scopes = new ScopeMap<ScopeRows>();

  constructor({ catalogue, dimensions, prefixes, workers, inlineWorkMax }: WasmVectorIndexOptions) {
    const module = loadKernelModule('scan');
    this.#catalogue = catalogue;
    this.#dimensions = dimensions;
    this.#prefixes = prefixes;
    this.#engine = new ScanEngine(slabLayout(dimensions, prefixes), (memory) => scanKernel(module, memory));
    this.#slices = Math.max(workers, 1);
    this.#inlineWorkMax = inlineWorkMax ?? INLINE_WORK_MAX;
    const data: ScanThreadData = { module, memory: this.#engine.arena.memory };
    const entry = new URL('./scan-thread.ts', import.meta.url);
    this.#threads = workers > 0 ? createThreadPool({ entry, data, size: workers }) : null;
  }

  async add(scope: Scope, entries: readonly VectorEntry[]): Promise<void> {
    const partition = this.#catalogue.find(scope);
    if (partition === undefined || entries.length === 0) return;
    const rows = this.#scopes.open(scope, () => new ScopeRows(this.#engine.blocks));
    for (const { chunk, embedding } of entries) {
      assert(embedding.values.length === this.#dimensions, 'an embedding has the dimensions of the index');
      const ordinal = partition.ordinalOf(chunk);
      if (ordinal !== undefined) this.#engine.writeRow(rows.take(ordinal, chunk), embedding.values);
    }
    if (rows.count === 0) this.#scopes.delete(scope);
    // Threads take tens of milliseconds to start: not within the first large search.
    if (rows.count * this.#dimensions > this.#inlineWorkMax) this.#threads?.start();
  }

  async remove(scope: Scope, chunks: readonly number[]): Promise<void> {
    const rows = this.#scopes.get(scope);
    const partition = this.#catalogue.find(scope);
    if (rows === undefined || partition === undefined) return;
    for (const chunk of chunks) {
      const place = placeOf(rows, partition, chunk);
      if (place === undefined) continue;
      this.#engine.clearRow(place);
      rows.free(partition.ordinalOf(chunk) ?? 0);
    }
    if (rows.count === 0) this.#scopes.delete(scope);
  }

  async search(scope: Scope, query: Float32Array, options: VectorSearchOptions) {
    const { limit, filter, signal, dimensions } = options;
    signal?.throwIfAborted();
    const prefixIndex = this.#prefixIndex(dimensions);
    const rows = this.#scopes.get(scope);
    if (rows === undefined || limit < 1) return [];
    const partition = () => this.#catalogue.find(scope);
    const context = {
      engine: this.#engine,
      threads: this.#threads,
      slices: this.#slices,
      inlineWorkMax: this.#inlineWorkMax,
    };
    return searchRows(context, { rows, partition, query, prefixIndex, dimensions, limit, filter, signal });
  }

  async scores(scope: Scope, query: Float32Array, chunks: readonly number[], dimensions: number) {
    const prefixIndex = this.#prefixIndex(dimensions);
    const rows = this.#scopes.get(scope);
    const partition = this.#catalogue.find(scope);
    const engine = this.#engine;
    if (rows === undefined || partition === undefined) return new Float32Array(chunks.length);
    const at = { prefixIndex, wholeAt: engine.wholeAt, exactAt: engine.exactAt };
    if (writeQuery(engine.arena.views(), engine.layout, query, at) === null) return new Float32Array(chunks.length);
    const places = chunks.map((chunk) => placeOf(rows, partition, chunk));
    return engine.cosines(places, engine.exactAt, prefixIndex);
  }

  bytes(): number {
    let total = this.#engine.arena.bytes() + this.#engine.blocks.bytes();
    for (const rows of this.#scopes.values()) total += rows.bytes();
    return total;
  }

  async close(): Promise<void> {
    await this.#threads?.close();
  }

  #prefixIndex(dimensions: number): number {
    const index = this.#prefixes.indexOf(dimensions);
    assert(index >= 0, `${dimensions} is not a prefix of the vectors (${this.#prefixes.join(', ')})`);
    return index;
  }
}

/** Undefined where the chunk is not held. */
function placeOf(rows: ScopeRows, partition: Partition, chunk: number): RowPlace | undefined {
  const ordinal = partition.ordinalOf(chunk);
  return ordinal !== undefined && rows.keyAt(ordinal) === chunk ? rows.place(ordinal) : undefined;
}
