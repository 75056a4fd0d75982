import { Bitset } from '../../shared/bitset.ts';

/** A sorted list below this many members: a small bitset gains nothing. */
const LISTED_MEMBERS_MIN = 64;
/** Bits a member takes in the list; a bitset takes one for every document, member or not. */
const LISTED_MEMBER_BITS = 64;

/** Document indexes that share one value: a sorted list while few, bits once those are smaller. Adding twice is adding once. */
export class DocumentSet {
  #list: number[] = [];
  #bits: Bitset | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(document: number): void {
    if (this.#bits !== null) {
      if (this.#bits.has(document)) return;
      this.#bits.add(document);
    } else {
      const place = lowerBound(this.#list, document);
      if (this.#list[place] === document) return;
      if (place === this.#list.length) this.#list.push(document);
      else this.#list.splice(place, 0, document);
    }
    this.#size++;
    this.#compact();
  }

  delete(document: number): void {
    if (this.#bits !== null) {
      if (!this.#bits.has(document)) return;
      this.#bits.delete(document);
    } else {
      const place = lowerBound(this.#list, document);
      if (this.#list[place] !== document) return;
      this.#list.splice(place, 1);
    }
    this.#size--;
  }

  collect(into: Bitset): void {
    if (this.#bits !== null) into.or(this.#bits);
    else for (const document of this.#list) into.add(document);
  }

  bytes(): number {
    return this.#bits === null ? this.#list.length * 8 : this.#bits.words.byteLength;
  }

  #compact(): void {
    const highest = this.#list.at(-1);
    if (highest === undefined || this.#size < LISTED_MEMBERS_MIN || this.#size * LISTED_MEMBER_BITS < highest) return;
    this.#bits = new Bitset(highest + 1);
    for (const document of this.#list) this.#bits.add(document);
    this.#list = [];
  }
}

function lowerBound(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
