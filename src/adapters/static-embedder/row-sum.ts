import type { TokenTable } from '../../ports/token-table.ts';

/** Sums table rows; keeps its working arrays, so one a thread and one text at a time. */
export class RowSum {
  readonly #table: TokenTable;
  /** How often each row stands in the text at hand; zeros between texts. */
  readonly #counts: Uint32Array;
  /** Distinct rows of the text at hand. */
  #distinct = new Uint16Array(256);
  readonly #weights = new Float32Array(4);
  readonly #starts = new Int32Array(4);

  constructor(table: TokenTable) {
    this.#table = table;
    this.#counts = new Uint32Array(table.rows);
  }

  /** The sum of the rows of `ids`, at unit length; zeros when the sum is. Accumulated in 32-bit floats. */
  unit(ids: Uint16Array): Float32Array {
    const { dimensions, scales } = this.#table;
    const sum = new Float32Array(dimensions);
    const distinct = this.#count(ids);
    for (let i = 0; i < distinct; i += 4) {
      for (let lane = 0; lane < 4; lane++) {
        const row = this.#distinct[i + lane] ?? 0;
        const isThere = i + lane < distinct;
        this.#starts[lane] = isThere ? row * dimensions : 0;
        this.#weights[lane] = isThere ? (scales[row] ?? 0) * (this.#counts[row] ?? 0) : 0;
        if (isThere) this.#counts[row] = 0;
      }
      this.#addFour(sum);
    }
    return normalised(sum);
  }

  /** Counts repeated ids so that each row is read once; returns how many are distinct. */
  #count(ids: Uint16Array): number {
    if (this.#distinct.length < ids.length) this.#distinct = new Uint16Array(ids.length * 2);
    let distinct = 0;
    for (const id of ids) {
      const before = this.#counts[id] ?? 0;
      if (before === 0) this.#distinct[distinct++] = id;
      this.#counts[id] = before + 1;
    }
    return distinct;
  }

  /** Four rows a pass: the sum is loaded and stored once for all of them. */
  #addFour(sum: Float32Array): void {
    const { values } = this.#table;
    const [a = 0, b = 0, c = 0, d = 0] = this.#starts;
    const [wa = 0, wb = 0, wc = 0, wd = 0] = this.#weights;
    for (let i = 0; i < sum.length; i++) {
      const first = wa * (values[a + i] ?? 0) + wb * (values[b + i] ?? 0);
      const second = wc * (values[c + i] ?? 0) + wd * (values[d + i] ?? 0);
      sum[i] = (sum[i] ?? 0) + first + second;
    }
  }
}

function normalised(sum: Float32Array): Float32Array {
  let squares = 0;
  for (const value of sum) squares += value * value;
  if (squares === 0) return sum;
  const factor = 1 / Math.sqrt(squares);
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) * factor;
  return sum;
}
