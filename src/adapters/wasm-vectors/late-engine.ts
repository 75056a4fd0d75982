import type { LateQuery } from '../../ports/late-index.ts';
import type { TokenTable } from '../../ports/token-table.ts';
import { assert } from '../../shared/assert.ts';
import { type LateKernel, lateKernel, loadKernelModule, PAGE_BYTES } from './kernel-module.ts';

/** Query pieces that are compared; what a longer query has beyond it is left out. A query of 10,000 characters has some 500. */
const QUERY_PIECES_MAX = 512;
/** Pieces and passages one call of the kernel takes; more are done in further calls. A single chunk has at most 65,535 pieces. */
const BATCH_PIECES_MAX = 65_536;
const BATCH_PASSAGES_MAX = 1_024;
/** Query pieces the kernel compares side by side. */
const GROUP = 4;

/** The table's rows over a prefix and the kernel's working space, in one memory of its own. */
export class LateEngine {
  readonly #kernel: LateKernel;
  readonly #memory: WasmMemory;
  readonly #dimensions: number;
  readonly #rows: number;
  readonly #inverseNorms: Float32Array;
  readonly #at: Readonly<Record<'inverse' | 'ids' | 'query' | 'weights' | 'pieces' | 'ends' | 'out', number>>;

  /** `dimensions`, a multiple of 8, is the prefix that cosines are taken over. */
  constructor(table: TokenTable, dimensions: number) {
    assert(dimensions % 8 === 0 && dimensions <= table.dimensions, 'late interaction takes a prefix, eight at a time');
    let end = table.rows * dimensions;
    const take = (bytes: number): number => {
      const here = Math.ceil(end / 16) * 16;
      end = here + bytes;
      return here;
    };
    this.#at = {
      inverse: take(table.rows * 4),
      ids: take(QUERY_PIECES_MAX * 2),
      query: take(QUERY_PIECES_MAX * dimensions * 2),
      weights: take(QUERY_PIECES_MAX * 4),
      pieces: take(BATCH_PIECES_MAX * 2),
      ends: take(BATCH_PASSAGES_MAX * 4),
      out: take(BATCH_PASSAGES_MAX * 4),
    };
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE_BYTES) });
    this.#kernel = lateKernel(loadKernelModule('late'), this.#memory);
    this.#dimensions = dimensions;
    this.#rows = table.rows;
    this.#inverseNorms = new Float32Array(this.#memory.buffer, this.#at.inverse, table.rows);
    this.#copyTable(table);
  }

  /** Scores of passages as sets of pieces, in their order; 0 for those that are undefined or empty. */
  scores(query: LateQuery, passages: readonly (Uint16Array | undefined)[]): Float32Array {
    const scores = new Float32Array(passages.length);
    const count = this.#writeQuery(query);
    if (count === 0) return scores;
    for (let from = 0; from < passages.length; ) {
      const { to } = this.#writePassages(passages, from);
      const { inverse, query: rows, weights, pieces, ends, out } = this.#at;
      this.#kernel.interact(0, inverse, this.#dimensions, rows, weights, count, pieces, ends, to - from, out);
      scores.set(new Float32Array(this.#memory.buffer, out, to - from), from);
      from = to;
    }
    return scores;
  }

  bytes(): number {
    return this.#memory.buffer.byteLength;
  }

  /** Rows keep their int8 values; one inverse norm over the prefix makes cosines of their products. */
  #copyTable(table: TokenTable): void {
    const target = new Int8Array(this.#memory.buffer);
    for (let row = 0; row < table.rows; row++) {
      const prefix = table.values.subarray(row * table.dimensions, row * table.dimensions + this.#dimensions);
      target.set(prefix, row * this.#dimensions);
      let squares = 0;
      for (const value of prefix) squares += value * value;
      this.#inverseNorms[row] = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    }
  }

  /** Returns how many pieces were written, filled up with weightless ones to a whole group; 0 when all weigh nothing. */
  #writeQuery({ pieces, weights }: LateQuery): number {
    const count = Math.min(pieces.length, QUERY_PIECES_MAX);
    let total = 0;
    for (let i = 0; i < count; i++) total += weights[i] ?? 0;
    if (!(total > 0)) return 0;
    const whole = Math.ceil(count / GROUP) * GROUP;
    const ids = new Uint16Array(this.#memory.buffer, this.#at.ids, whole);
    const factors = new Float32Array(this.#memory.buffer, this.#at.weights, whole);
    ids.fill(0);
    factors.fill(0);
    for (let i = 0; i < count; i++) {
      const piece = pieces[i] ?? 0;
      assert(piece < this.#rows, 'a query piece is a row of the table');
      ids[i] = piece;
      factors[i] = ((weights[i] ?? 0) * (this.#inverseNorms[piece] ?? 0)) / total;
    }
    this.#kernel.widen(0, this.#dimensions, this.#at.ids, whole, this.#at.query);
    return whole;
  }

  /** Copies passages from `from` on, as many as fit, and returns where it stopped. */
  #writePassages(passages: readonly (Uint16Array | undefined)[], from: number): { readonly to: number } {
    const pieces = new Uint16Array(this.#memory.buffer, this.#at.pieces, BATCH_PIECES_MAX);
    const ends = new Uint32Array(this.#memory.buffer, this.#at.ends, BATCH_PASSAGES_MAX);
    let filled = 0;
    let to = from;
    for (; to < passages.length && to - from < BATCH_PASSAGES_MAX; to++) {
      const ids = passages[to];
      if (ids !== undefined) {
        if (filled + ids.length > BATCH_PIECES_MAX) break;
        pieces.set(ids, filled);
        filled += ids.length;
      }
      ends[to - from] = filled;
    }
    return { to };
  }
}
