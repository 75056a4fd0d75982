import type { Bitset } from '../../shared/bitset.ts';
import { writeQuery } from './query-image.ts';
import type { ScanEngine } from './scan-engine.ts';
import type { ScopeRows } from './scope-rows.ts';
import { BLOCK_ROWS, normsOf } from './slab-layout.ts';
import type { Workspace } from './workspaces.ts';

/** What a scan is asked for. */
export type ScanRequest = {
  readonly query: Float32Array;
  readonly prefixIndex: number;
  readonly selection: Bitset;
  /** Candidates a heap keeps, and heaps (one a slice). */
  readonly capacity: number;
  readonly slices: number;
};

/** A candidate by its high bytes: `score` × factor is about its cosine. */
export type Candidate = { readonly ordinal: number; readonly score: number };

/** One scan's copy of its query, selection and block table in the shared memory, and the heaps its slices fill. */
export class ScanImage {
  readonly blockCount: number;
  readonly factor: number;
  readonly #engine: ScanEngine;
  readonly #request: ScanRequest;
  readonly #workspace: Workspace;
  readonly #bias: number;
  readonly #at: { cancel: number; whole: number; exact: number; selection: number; blocks: number; heaps: number };

  private constructor(engine: ScanEngine, request: ScanRequest, blocks: Uint32Array) {
    const { paddedDimensions } = engine.layout;
    this.#engine = engine;
    this.#request = request;
    this.blockCount = Math.min(blocks.length, (request.selection.words.length + 1) >>> 1);
    const selectionBytes = this.blockCount * (BLOCK_ROWS / 8);
    const cancel = 16;
    const fixed = cancel + paddedDimensions * 6 + selectionBytes + this.blockCount * 4 + 16;
    this.#workspace = engine.workspaces.take(fixed + request.slices * request.capacity * 8);
    const { address } = this.#workspace;
    const whole = address + cancel;
    const exact = whole + paddedDimensions * 2;
    const selection = exact + paddedDimensions * 4;
    const table = selection + selectionBytes;
    const heaps = Math.ceil((table + this.blockCount * 4) / 16) * 16;
    this.#at = { cancel: address, whole, exact, selection, blocks: table, heaps };
    const image = this.#write(blocks);
    this.#bias = image?.bias ?? 0;
    this.factor = image?.factor ?? 0;
  }

  /** Null when the query has no direction. Throws what `Workspaces.take` throws. `release` it once its slices have ended. */
  static write(engine: ScanEngine, rows: ScopeRows, request: ScanRequest): ScanImage | null {
    const image = new ScanImage(engine, request, rows.blocks);
    if (image.factor > 0) return image;
    image.release();
    return null;
  }

  /** Where the query's floats stand, for exact rescoring. */
  get exactAt(): number {
    return this.#at.exact;
  }

  /** Arguments of the kernel's `scan` for the blocks [from, to) into the heap of a slice that holds `held` already. */
  task(slice: number, from: number, to: number, held: number): number[] {
    const { prefixIndex, capacity } = this.#request;
    const { whole, selection, blocks, cancel } = this.#at;
    const norms = normsOf(this.#engine.layout, prefixIndex);
    const heap = this.#heap(slice);
    const count = prefixIndex + 1;
    const { segments } = this.#engine;
    return [whole, segments, count, blocks, selection, from, to, norms, this.#bias, heap, capacity, held, cancel];
  }

  /** Slices under way stop at their next block and return -1. */
  cancel(): void {
    Atomics.store(this.#engine.arena.views().i32, this.#at.cancel >>> 2, 1);
  }

  /** What the slice's heap holds, in heap order: the first is the worst. */
  candidates(slice: number, held: number): Candidate[] {
    const { u32, f32 } = this.#engine.arena.views();
    const at = this.#heap(slice) >>> 2;
    return Array.from({ length: Math.max(held, 0) }, (_, i) => ({
      score: f32[at + 2 * i] ?? 0,
      ordinal: u32[at + 2 * i + 1] ?? 0,
    }));
  }

  release(): void {
    this.#engine.workspaces.give(this.#workspace);
  }

  #heap(slice: number): number {
    return this.#at.heaps + slice * this.#request.capacity * 8;
  }

  #write(blocks: Uint32Array) {
    const { query, prefixIndex, selection } = this.#request;
    const views = this.#engine.arena.views();
    Atomics.store(views.i32, this.#at.cancel >>> 2, 0);
    views.u32.set(blocks.subarray(0, this.blockCount), this.#at.blocks >>> 2);
    const words = selection.words.subarray(0, this.blockCount * 2);
    const at = this.#at.selection >>> 2;
    views.u32.set(words, at);
    views.u32.fill(0, at + words.length, at + this.blockCount * 2);
    const place = { prefixIndex, wholeAt: this.#at.whole, exactAt: this.#at.exact };
    return writeQuery(views, this.#engine.layout, query, place);
  }
}
