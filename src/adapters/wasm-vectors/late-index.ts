import type { Catalogue, Partition } from '../../ports/catalogue.ts';
import type { LateEntry, LateIndex, LateQuery } from '../../ports/late-index.ts';
import type { Scope } from '../../ports/scope.ts';
import type { TokenTable } from '../../ports/token-table.ts';
import { assert } from '../../shared/assert.ts';
import { ChunkKeys } from './chunk-keys.ts';
import { LateEngine } from './late-engine.ts';
import { PieceCounts } from './piece-counts.ts';
import { PiecePages } from './piece-pages.ts';
import { ScopeMap } from './scope-map.ts';

/** 128 of 384 dimensions rank as well as all of them, within 0.2 points of nDCG@10, at a third of the work. */
const DIMENSIONS = 128;

export type LateIndexOptions = {
  readonly catalogue: Catalogue;
  readonly table: TokenTable;
  /** Prefix of the table that cosines are taken over, a multiple of 8; 128, or all when the table has fewer. */
  readonly dimensions?: number;
};

/** Late interaction on the event loop: fifty passages take well under a millisecond. Chunks the catalogue does not know are passed over. */
export function createLateIndex({ catalogue, table, dimensions }: LateIndexOptions): LateIndex {
  return new WasmLateIndex(catalogue, table, dimensions ?? Math.min(DIMENSIONS, table.dimensions));
}

/** What one scope keeps: pieces and the chunk they belong to by ordinal, and the counts over all of them. */
type Shelf = {
  readonly pages: PiecePages;
  readonly counts: PieceCounts;
  readonly keys: ChunkKeys;
};

class WasmLateIndex implements LateIndex {
  readonly #catalogue: Catalogue;
  readonly #rows: number;
  readonly #engine: LateEngine;
  readonly #scopes = new ScopeMap<Shelf>();

  constructor(catalogue: Catalogue, table: TokenTable, dimensions: number) {
    this.#catalogue = catalogue;
    this.#rows = table.rows;
    this.#engine = new LateEngine(table, dimensions);
  }

  async add(scope: Scope, entries: readonly LateEntry[]): Promise<void> {
    const partition = this.#catalogue.find(scope);
    if (partition === undefined || entries.length === 0) return;
    const shelf = this.#scopes.open(scope, () => this.#newShelf());
    for (const { chunk, pieces } of entries) {
      const ordinal = partition.ordinalOf(chunk);
      if (ordinal === undefined) continue;
      for (const piece of pieces) assert(piece < this.#rows, 'a piece is a row of the table');
      takeOut(shelf, ordinal);
      shelf.pages.set(ordinal, pieces);
      shelf.counts.change(pieces, 1);
      shelf.keys.set(ordinal, chunk);
    }
    if (shelf.keys.count === 0) this.#scopes.delete(scope);
  }

  async remove(scope: Scope, chunks: readonly number[]): Promise<void> {
    const shelf = this.#scopes.get(scope);
    const partition = this.#catalogue.find(scope);
    if (shelf === undefined || partition === undefined) return;
    for (const chunk of chunks) {
      const ordinal = partition.ordinalOf(chunk);
      if (ordinal !== undefined && shelf.keys.at(ordinal) === chunk) takeOut(shelf, ordinal);
    }
    if (shelf.keys.count === 0) this.#scopes.delete(scope);
  }

  async scores(scope: Scope, query: LateQuery, chunks: readonly number[]): Promise<Float32Array> {
    const shelf = this.#scopes.get(scope);
    const partition = this.#catalogue.find(scope);
    if (shelf === undefined || partition === undefined) return new Float32Array(chunks.length);
    const passages = chunks.map((chunk) => piecesOf(shelf, partition, chunk));
    return this.#engine.scores(query, passages);
  }

  pieceFrequency(scope: Scope, piece: number): number {
    return this.#scopes.get(scope)?.counts.of(piece) ?? 0;
  }

  chunkCount(scope: Scope): number {
    return this.#scopes.get(scope)?.keys.count ?? 0;
  }

  bytes(): number {
    let total = this.#engine.bytes();
    for (const { pages, counts, keys } of this.#scopes.values()) total += pages.bytes() + counts.bytes() + keys.bytes();
    return total;
  }

  #newShelf(): Shelf {
    return { pages: new PiecePages(), counts: new PieceCounts(this.#rows), keys: new ChunkKeys() };
  }
}

function piecesOf({ pages, keys }: Shelf, partition: Partition, chunk: number): Uint16Array | undefined {
  const ordinal = partition.ordinalOf(chunk);
  return ordinal !== undefined && keys.at(ordinal) === chunk ? pages.get(ordinal) : undefined;
}

function takeOut({ pages, counts, keys }: Shelf, ordinal: number): void {
  if (!keys.delete(ordinal)) return;
  counts.change(pages.get(ordinal) ?? new Uint16Array(0), -1);
  pages.delete(ordinal);
}
