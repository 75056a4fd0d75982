import { assert } from '../../shared/assert.ts';

/** Chunk keys to small dense ordinals and back. Freed ordinals are used again before new ones are made. */
export class OrdinalTable {
  readonly #ordinals = new Map<number, number>();
  #chunks = new Float64Array(16);
  #documents: (string | undefined)[] = [];
  /** May also name ordinals that are beyond the limit or in use again: checked when taken. */
  readonly #free: number[] = [];
  #limit = 0;

  /** One more than the highest ordinal in use. */
  get limit(): number {
    return this.#limit;
  }

  ordinalOf(chunk: number): number | undefined {
    return this.#ordinals.get(chunk);
  }

  chunkAt(ordinal: number): number {
    return ordinal < this.#limit ? (this.#chunks[ordinal] ?? 0) : 0;
  }

  documentAt(ordinal: number): string | undefined {
    return this.#documents[ordinal];
  }

  /** The chunk's ordinal, given now when it has none. A chunk belongs to one document for ever. */
  take(chunk: number, documentId: string): number {
    assert(Number.isSafeInteger(chunk) && chunk > 0, 'a chunk key is a positive integer');
    const known = this.#ordinals.get(chunk);
    if (known !== undefined) {
      assert(this.#documents[known] === documentId, 'a chunk belongs to one document');
      return known;
    }
    const ordinal = this.#takeFree() ?? this.#takeNew();
    this.#chunks[ordinal] = chunk;
    this.#documents[ordinal] = documentId;
    this.#ordinals.set(chunk, ordinal);
    return ordinal;
  }

  free(chunk: number): void {
    const ordinal = this.#ordinals.get(chunk);
    if (ordinal === undefined) return;
    this.#ordinals.delete(chunk);
    this.#chunks[ordinal] = 0;
    this.#documents[ordinal] = undefined;
    this.#free.push(ordinal);
    while (this.#limit > 0 && this.#chunks[this.#limit - 1] === 0) this.#limit--;
    this.#documents.length = this.#limit;
    if (this.#limit === 0) this.#free.length = 0;
  }

  bytes(): number {
    return this.#chunks.byteLength + 8 * (this.#documents.length + this.#free.length) + 40 * this.#ordinals.size;
  }

  #takeFree(): number | undefined {
    for (let ordinal = this.#free.pop(); ordinal !== undefined; ordinal = this.#free.pop()) {
      if (ordinal < this.#limit && this.#chunks[ordinal] === 0) return ordinal;
    }
    return undefined;
  }

  #takeNew(): number {
    if (this.#limit === this.#chunks.length) {
      const grown = new Float64Array(this.#chunks.length * 2);
      grown.set(this.#chunks);
      this.#chunks = grown;
    }
    return this.#limit++;
  }
}
