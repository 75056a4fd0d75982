/** Distinct pieces a map may hold: beyond it an array of four bytes a table row is smaller. */
const MAP_MAX = 2_048;

/** In how many chunks of a scope each piece stands. */
export class PieceCounts {
  readonly #rows: number;
  #few: Map<number, number> | null = new Map();
  #many = new Uint32Array(0);

  /** `rows` of the token table: pieces are below it. */
  constructor(rows: number) {
    this.#rows = rows;
  }

  of(piece: number): number {
    return (this.#few === null ? this.#many[piece] : this.#few.get(piece)) ?? 0;
  }

  /** Adds `change` (1 or −1) for each of the pieces. */
  change(pieces: Uint16Array, change: number): void {
    if (this.#few !== null && this.#few.size + pieces.length > MAP_MAX) this.#spread(this.#few);
    if (this.#few === null) {
      for (const piece of pieces) this.#many[piece] = (this.#many[piece] ?? 0) + change;
      return;
    }
    for (const piece of pieces) {
      const count = (this.#few.get(piece) ?? 0) + change;
      if (count === 0) this.#few.delete(piece);
      else this.#few.set(piece, count);
    }
  }

  bytes(): number {
    // A map entry of two small integers takes about 40 bytes.
    return this.#few === null ? this.#many.byteLength : this.#few.size * 40;
  }

  #spread(few: ReadonlyMap<number, number>): void {
    this.#many = new Uint32Array(this.#rows);
    for (const [piece, count] of few) this.#many[piece] = count;
    this.#few = null;
  }
}
