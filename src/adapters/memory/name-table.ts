import { assert } from '../../shared/assert.ts';
import { BytePool } from './byte-pool.ts';
import { hashKey } from './name-hash.ts';
import { PrefixTree } from './prefix-tree.ts';
import { WordList } from './word-list.ts';

/** A name and the documents that are visible and hold it. */
export type NamedCount = { readonly text: string; readonly documents: number };

/** No spelling: the end of a list. */
const NONE = -1;
/** Slots of the hash table a name: below half full, a search looks at two or three. */
const SLOTS_PER_NAME = 2;
const SLOTS_MIN = 64;
/** Bits of the filter of beginnings a slot: most names have one or two beginnings. */
const FILTER_BITS_PER_SLOT = 4;

/**
 * Names of one scope, each with its spellings. Documents hold spellings: `take` one for each that has it, `show` and `hide`
 * it with the document, `release` it at the end. A name goes when its last spelling does.
 */
export class NameTable {
  readonly #keys = new BytePool();
  readonly #texts = new BytePool();
  readonly #tree: PrefixTree;
  readonly #freeNames: number[] = [];
  readonly #freeSpellings: number[] = [];
  readonly #hashes = new WordList();
  /** By name: visible documents, and the first of its spellings. */
  readonly #documents = new WordList();
  readonly #first = new WordList();
  /** By spelling: visible documents, documents at all, the name, the next spelling of the name. */
  readonly #shown = new WordList();
  readonly #held = new WordList();
  readonly #nameOf = new WordList();
  readonly #next = new WordList();
  #slots = new Int32Array(SLOTS_MIN).fill(NONE);
  #filter = new Uint32Array((SLOTS_MIN * FILTER_BITS_PER_SLOT) >>> 5);
  #nameLimit = 0;
  #spellingLimit = 0;
  #count = 0;

  constructor() {
    this.#tree = new PrefixTree({
      weightOf: (name) => this.#documents.at(name),
      keyOf: (name) => this.#keys.text(name),
      hasPrefix: (name, prefix) => this.#keys.startsWith(name, prefix),
    });
  }

  /** Names that are there, visible or not. */
  get size(): number {
    return this.#count;
  }

  /** The spelling's number, held once more. `key` is what makes spellings one name. */
  take(key: string, text: string): number {
    const hash = hashKey(key);
    const name = this.#find(hash, key) ?? this.#addName(hash, key);
    const spelling = this.#findSpelling(name, text) ?? this.#addSpelling(name, text);
    this.#held.set(spelling, this.#held.at(spelling) + 1);
    return spelling;
  }

  show(spelling: number): void {
    const name = this.#nameOf.at(spelling);
    this.#shown.set(spelling, this.#shown.at(spelling) + 1);
    const documents = this.#documents.at(name) + 1;
    this.#documents.set(name, documents);
    if (PrefixTree.isStep(documents)) this.#tree.raise(this.#keys.text(name), documents);
  }

  hide(spelling: number): void {
    const name = this.#nameOf.at(spelling);
    this.#shown.set(spelling, this.#shown.at(spelling) - 1);
    this.#documents.set(name, this.#documents.at(name) - 1);
  }

  /** Gives back what `take` gave; the spelling is hidden as often as it was shown. */
  release(spelling: number): void {
    const held = this.#held.at(spelling) - 1;
    assert(held >= 0, 'a spelling is released as often as it was taken');
    this.#held.set(spelling, held);
    if (held === 0) this.#dropSpelling(spelling);
  }

  /** Visible names whose key begins with the prefix, most documents first, ties by key. */
  heaviest(prefix: string, limit: number): NamedCount[] {
    return this.#tree.heaviest(prefix, limit).map((name) => this.#read(name));
  }

  /** The visible name with this key; `hash` is that of the key. */
  lookUp(hash: number, keyOf: () => string): NamedCount | undefined {
    if (!this.#holdsHash(hash)) return undefined;
    const name = this.#find(hash, keyOf());
    return name === undefined || this.#documents.at(name) === 0 ? undefined : this.#read(name);
  }

  /** False when surely no name begins with the words of this hash and goes on. */
  mayGoOn(hash: number): boolean {
    const bit = hash & (this.#filter.length * 32 - 1);
    return (((this.#filter[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
  }

  bytes(): number {
    const names = this.#hashes.bytes() + this.#documents.bytes() + this.#first.bytes();
    const spellings = this.#shown.bytes() + this.#held.bytes() + this.#nameOf.bytes() + this.#next.bytes();
    const pools = this.#keys.bytes() + this.#texts.bytes() + this.#tree.bytes();
    return pools + names + spellings + this.#slots.byteLength + this.#filter.byteLength;
  }

  #read(name: number): NamedCount {
    let best = NONE;
    for (let spelling = this.#first.at(name); spelling !== NONE; spelling = this.#next.at(spelling)) {
      if (best === NONE || this.#isMoreUsual(spelling, best)) best = spelling;
    }
    return { text: this.#texts.text(best), documents: this.#documents.at(name) };
  }

  #isMoreUsual(spelling: number, other: number): boolean {
    const difference = this.#shown.at(spelling) - this.#shown.at(other);
    return difference > 0 || (difference === 0 && this.#texts.text(spelling) < this.#texts.text(other));
  }

  #addName(hash: number, key: string): number {
    const name = this.#freeNames.pop() ?? this.#nameLimit++;
    this.#keys.setText(name, key);
    this.#hashes.set(name, hash);
    this.#documents.set(name, 0);
    this.#first.set(name, NONE);
    this.#tree.add(name, key);
    this.#count++;
    if (this.#count * SLOTS_PER_NAME > this.#slots.length) this.#grow();
    this.#place(name, key);
    return name;
  }

  #dropName(name: number): void {
    this.#tree.delete(name, this.#keys.text(name));
    this.#clearSlot(name);
    this.#keys.delete(name);
    this.#freeNames.push(name);
    this.#count--;
  }

  #findSpelling(name: number, text: string): number | undefined {
    for (let spelling = this.#first.at(name); spelling !== NONE; spelling = this.#next.at(spelling)) {
      if (this.#texts.equals(spelling, text)) return spelling;
    }
    return undefined;
  }

  #addSpelling(name: number, text: string): number {
    const spelling = this.#freeSpellings.pop() ?? this.#spellingLimit++;
    this.#texts.setText(spelling, text);
    this.#shown.set(spelling, 0);
    this.#held.set(spelling, 0);
    this.#nameOf.set(spelling, name);
    this.#next.set(spelling, this.#first.at(name));
    this.#first.set(name, spelling);
    return spelling;
  }

  #dropSpelling(spelling: number): void {
    const name = this.#nameOf.at(spelling);
    const after = this.#next.at(spelling);
    if (this.#first.at(name) === spelling) this.#first.set(name, after);
    for (let before = this.#first.at(name); before !== NONE; before = this.#next.at(before)) {
      if (this.#next.at(before) === spelling) this.#next.set(before, after);
    }
    this.#texts.delete(spelling);
    this.#freeSpellings.push(spelling);
    if (this.#first.at(name) === NONE) this.#dropName(name);
  }

  #holdsHash(hash: number): boolean {
    for (let slot = this.#home(hash); this.#slots[slot] !== NONE; slot = this.#after(slot)) {
      if (this.#hashes.at(this.#slots[slot] ?? 0) === hash) return true;
    }
    return false;
  }

  #find(hash: number, key: string): number | undefined {
    for (let slot = this.#home(hash); this.#slots[slot] !== NONE; slot = this.#after(slot)) {
      const name = this.#slots[slot] ?? 0;
      if (this.#hashes.at(name) === hash && this.#keys.equals(name, key)) return name;
    }
    return undefined;
  }

  #place(name: number, key: string): void {
    let slot = this.#home(this.#hashes.at(name));
    while (this.#slots[slot] !== NONE) slot = this.#after(slot);
    this.#slots[slot] = name;
    hashKey(key, (beginning) => {
      const bit = beginning & (this.#filter.length * 32 - 1);
      this.#filter[bit >>> 5] = (this.#filter[bit >>> 5] ?? 0) | (1 << (bit & 31));
    });
  }

  /** Linear probing needs no tombstones: what stands behind the gap moves up while that brings it nearer its home. */
  #clearSlot(name: number): void {
    let gap = this.#home(this.#hashes.at(name));
    while (this.#slots[gap] !== name) gap = this.#after(gap);
    for (let slot = this.#after(gap); this.#slots[slot] !== NONE; slot = this.#after(slot)) {
      const home = this.#home(this.#hashes.at(this.#slots[slot] ?? 0));
      const mask = this.#slots.length - 1;
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue;
      this.#slots[gap] = this.#slots[slot] ?? NONE;
      gap = slot;
    }
    this.#slots[gap] = NONE;
  }

  /** Doubles the table; the filter of beginnings is made anew, without those of names that are gone. */
  #grow(): void {
    const names = this.#slots.filter((name) => name !== NONE);
    this.#slots = new Int32Array(this.#slots.length * 2).fill(NONE);
    this.#filter = new Uint32Array((this.#slots.length * FILTER_BITS_PER_SLOT) >>> 5);
    for (const name of names) this.#place(name, this.#keys.text(name));
  }

  #home(hash: number): number {
    return hash & (this.#slots.length - 1);
  }

  #after(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1);
  }
}
