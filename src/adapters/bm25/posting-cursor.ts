import type { BlockDirectory } from './block-directory.ts';
import { SEGMENT_MASK } from './block-pool.ts';
import { FREQUENCY_BITS, FREQUENCY_MASK, ORDINALS_MAX, ordinalOfPosting, WEIGHTED_FREQUENCY } from './posting.ts';
import { KIND_DIRECTORY, KIND_INLINE, lowerBoundOfOrdinal, type PostingLists } from './posting-lists.ts';

/** Where a cursor stands when its list is at an end: beyond every ordinal. */
export const END = ORDINALS_MAX;

/** Length normalisation and a term's weight: what turns a posting into its part of the sum. */
export type TermScale = { readonly weight: number; readonly floor: number; readonly slope: number };

/** Sums of a range of ordinals: `sums[i]` and bit i of `touched` belong to ordinal `base + i`. */
export type Window = { base: number; readonly sums: Float64Array; readonly touched: Uint32Array };

/** Walks one posting list in the order of ordinals. Valid while the lists do not change: for one synchronous search. */
export class PostingCursor {
  readonly #lists: PostingLists;
  readonly #directory: BlockDirectory | null;
  #block = 0;
  #words: Uint32Array;
  #position: number;
  #end: number;
  /** Where the cursor stands; `END` after the last. */
  ordinal = END;

  constructor(lists: PostingLists, term: number) {
    this.#lists = lists;
    const kind = lists.kind(term);
    const count = lists.count(term);
    this.#directory = kind === KIND_DIRECTORY ? lists.directory(term) : null;
    const where = this.#directory === null ? lists.where(term) : this.#directory.addressAt(0);
    this.#words = kind === KIND_INLINE ? Uint32Array.of(where) : lists.pool.segment(where);
    this.#position = kind === KIND_INLINE ? 0 : where & SEGMENT_MASK;
    this.#end = this.#position + (this.#directory === null ? count : this.#directory.countAt(0));
    this.#settle();
  }

  next(): void {
    this.#position++;
    this.#settle();
  }

  /** Moves to the first posting of the ordinal or a later one; never back. */
  seek(ordinal: number): void {
    if (ordinal <= this.ordinal) return;
    if (ordinalOfPosting(this.#words[this.#end - 1] ?? 0) < ordinal) this.#skipBlocks(ordinal);
    if (this.ordinal === END) return;
    this.#position = this.#gallop(ordinal);
    this.#settle();
  }

  /** The term's part of the sum at the current posting. */
  score({ weight, floor, slope }: TermScale, lengths: Float32Array): number {
    const frequency = WEIGHTED_FREQUENCY[(this.#words[this.#position] ?? 0) & FREQUENCY_MASK] ?? 0;
    return (weight * frequency) / (frequency + floor + slope * (lengths[this.ordinal] ?? 0));
  }

  /** Adds the term's parts to all sums of the window and moves behind it. */
  accumulate(window: Window, { weight, floor, slope }: TermScale, lengths: Float32Array): void {
    const { base, sums, touched } = window;
    const limit = base + sums.length;
    while (this.ordinal < limit) {
      const words = this.#words;
      const end = this.#end;
      let position = this.#position;
      for (; position < end; position++) {
        const posting = words[position] ?? 0;
        const ordinal = posting >>> FREQUENCY_BITS;
        if (ordinal >= limit) break;
        const frequency = WEIGHTED_FREQUENCY[posting & FREQUENCY_MASK] ?? 0;
        const slot = ordinal - base;
        const part = (weight * frequency) / (frequency + floor + slope * (lengths[ordinal] ?? 0));
        sums[slot] = (sums[slot] ?? 0) + part;
        touched[slot >>> 5] = (touched[slot >>> 5] ?? 0) | (1 << (slot & 31));
      }
      this.#position = position;
      this.#settle();
    }
  }

  /** Reads the ordinal at the position, in the next block where this one is at its end. */
  #settle(): void {
    if (this.#position === this.#end && !this.#enterBlock(this.#block + 1)) this.ordinal = END;
    else this.ordinal = ordinalOfPosting(this.#words[this.#position] ?? 0);
  }

  #enterBlock(index: number): boolean {
    if (this.#directory === null || index >= this.#directory.length) return false;
    const address = this.#directory.addressAt(index);
    this.#block = index;
    this.#words = this.#lists.pool.segment(address);
    this.#position = address & SEGMENT_MASK;
    this.#end = this.#position + this.#directory.countAt(index);
    return true;
  }

  /** Enters the last block that starts at or before the ordinal, by doubling steps and then halving them. */
  #skipBlocks(ordinal: number): void {
    const blocks = this.#directory?.length ?? 0;
    let low = this.#block;
    let step = 1;
    while (low + step < blocks && this.#firstOrdinal(low + step) <= ordinal) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step, blocks);
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (this.#firstOrdinal(middle) <= ordinal) low = middle;
      else high = middle;
    }
    if (low > this.#block) this.#enterBlock(low);
    if (ordinalOfPosting(this.#words[this.#end - 1] ?? 0) >= ordinal) return;
    this.#position = this.#end;
    this.#settle();
  }

  #firstOrdinal(block: number): number {
    const address = this.#directory?.addressAt(block) ?? 0;
    return ordinalOfPosting(this.#lists.pool.segment(address)[address & SEGMENT_MASK] ?? 0);
  }

  /** The place of the ordinal in this block, or of the next after it: candidates come in order, so it is mostly near. */
  #gallop(ordinal: number): number {
    let low = this.#position;
    let step = 1;
    while (low + step < this.#end && ordinalOfPosting(this.#words[low + step] ?? 0) < ordinal) {
      low += step;
      step *= 2;
    }
    return lowerBoundOfOrdinal(this.#words, low, Math.min(low + step + 1, this.#end), ordinal);
  }
}
