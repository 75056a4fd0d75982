import type { TopList } from './top-list.ts';

/** Items of one block: small enough that an insertion moves little, large enough that there are few blocks. */
const BLOCK_ITEMS_MAX = 512;
/** Best items a block keeps at hand: as many as one block usually gives to a page of ten. */
const BLOCK_BEST = 8;
/** Items looked at one by one for a single question, when what is at hand may not be shown: about a millisecond; beyond it some can be missed. */
const LOOKED_AT_MAX = 8_000;

/** `items` in the order of their texts; `best` the highest scores above 0, best first, or null when they are to be found anew. */
type Block<T> = { readonly items: T[]; best: T[] | null };

export type SortedListOptions<T> = {
  readonly textOf: (item: T) => string;
  /** What orders the items of one prefix; those of 0 are never offered. */
  readonly scoreOf: (item: T) => number;
};

/**
 * Items in the order of a text of theirs, for "begins with", where each block knows its best. Insertion and removal move part of
 * one block: some microseconds at 100,000 items. Items of equal text stand in no particular order.
 */
export class SortedList<T> {
  readonly #textOf: (item: T) => string;
  readonly #scoreOf: (item: T) => number;
  #blocks: Block<T>[] = [];

  constructor({ textOf, scoreOf }: SortedListOptions<T>) {
    this.#textOf = textOf;
    this.#scoreOf = scoreOf;
  }

  insert(item: T): void {
    const text = this.#textOf(item);
    const at = Math.max(0, this.#blockOf(text));
    const block = this.#blocks[at];
    if (block === undefined) {
      this.#blocks.push({ items: [item], best: null });
      return;
    }
    block.items.splice(this.#placeIn(block.items, text), 0, item);
    if (block.best !== null) this.#rank(block.best, block.items.length, item);
    if (block.items.length <= BLOCK_ITEMS_MAX) return;
    this.#blocks.splice(at + 1, 0, { items: block.items.splice(BLOCK_ITEMS_MAX / 2), best: null });
    block.best = null;
  }

  /** False when the item is not here. */
  remove(item: T): boolean {
    const block = this.#holding(item);
    if (block === null) return false;
    block.items.splice(block.items.indexOf(item), 1);
    if (block.best?.includes(item) === true) block.best = null;
    if (block.items.length === 0) this.#blocks.splice(this.#blocks.indexOf(block), 1);
    return true;
  }

  /** The item's score changed; `rose` when it is not lower than before. */
  changed(item: T, rose: boolean): void {
    const block = this.#holding(item);
    if (block === null) return;
    const place = block.best?.indexOf(item) ?? -1;
    if (place >= 0 && !rose) block.best = null;
    if (place >= 0) block.best?.splice(place, 1);
    if (block.best !== null) this.#rank(block.best, block.items.length, item);
  }

  /** Calls back for every item whose text begins with the prefix, in order, until `visit` returns false. */
  forEachFrom(prefix: string, visit: (item: T) => boolean): void {
    for (let at = this.#firstBlock(prefix); at < this.#blocks.length; at++) {
      const items = this.#blocks[at]?.items ?? [];
      for (let i = this.#placeIn(items, prefix); i < items.length; i++) {
        const item = items[i];
        if (item === undefined) continue;
        if (!this.#textOf(item).startsWith(prefix) || !visit(item)) return;
      }
    }
  }

  /** Offers the best items whose text begins with the prefix. A block's items are looked at only when its best are not enough. */
  offerBest(prefix: string, mayShow: (item: T) => boolean, top: TopList<T>): void {
    let left = LOOKED_AT_MAX;
    for (let at = this.#firstBlock(prefix); at < this.#blocks.length; at++) {
      const block = this.#blocks[at];
      const [first, last] = [block?.items[0], block?.items.at(-1)];
      if (block === undefined || first === undefined || last === undefined) continue;
      if (this.#isBeyond(first, prefix)) return;
      if (this.#textOf(first).startsWith(prefix) && this.#textOf(last).startsWith(prefix)) {
        if (this.#offerAtHand(block, mayShow, top)) continue;
      }
      if (left > 0) left -= this.#offerAll(block.items, { prefix, mayShow, top });
    }
  }

  /** False when others of the block may be wanted too: one at hand may not be shown, or all of them had a place. */
  #offerAtHand(block: Block<T>, mayShow: (item: T) => boolean, top: TopList<T>): boolean {
    block.best ??= this.#findBest(block.items);
    for (const item of block.best) {
      const score = this.#scoreOf(item);
      if (!top.wants(score)) return true;
      if (!mayShow(item)) return false;
      top.offer(item, score);
    }
    return block.best.length < BLOCK_BEST;
  }

  /** Returns how many items it looked at. */
  #offerAll(
    items: readonly T[],
    { prefix, mayShow, top }: { prefix: string; mayShow: (item: T) => boolean; top: TopList<T> },
  ): number {
    const start = this.#placeIn(items, prefix);
    let place = start;
    for (; place < items.length; place++) {
      const item = items[place];
      if (item === undefined || !this.#textOf(item).startsWith(prefix)) break;
      const score = this.#scoreOf(item);
      if (score > 0 && top.wants(score) && mayShow(item)) top.offer(item, score);
    }
    return place - start + 1;
  }

  /** Puts an item that may have become one of the best of a block of `size` into its place. */
  #rank(best: T[], size: number, item: T): void {
    const score = this.#scoreOf(item);
    const isShort = best.length < Math.min(BLOCK_BEST, size);
    const last = best.at(-1);
    if (score <= 0 || (!isShort && last !== undefined && score <= this.#scoreOf(last))) return;
    let at = best.length;
    for (let before = best[at - 1]; before !== undefined && this.#scoreOf(before) < score; before = best[at - 1]) at--;
    best.splice(at, 0, item);
    if (best.length > BLOCK_BEST) best.pop();
  }

  #findBest(items: readonly T[]): T[] {
    const best: T[] = [];
    for (const item of items) this.#rank(best, items.length, item);
    return best;
  }

  #isBeyond(item: T, prefix: string): boolean {
    const text = this.#textOf(item);
    return text > prefix && !text.startsWith(prefix);
  }

  #holding(item: T): Block<T> | null {
    const text = this.#textOf(item);
    for (let at = this.#firstBlock(text); at < this.#blocks.length; at++) {
      const block = this.#blocks[at];
      const first = block?.items[0];
      if (block === undefined || first === undefined || this.#textOf(first) > text) return null;
      if (block.items.indexOf(item, this.#placeIn(block.items, text)) >= 0) return block;
    }
    return null;
  }

  /** Where items of the text, or that begin with it, can stand first. */
  #firstBlock(text: string): number {
    return Math.max(0, this.#blockOf(text, true));
  }

  /** The last block whose first text is before `text` (or equal to it, unless `strictly`); −1 when there is none. */
  #blockOf(text: string, strictly = false): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const first = this.#blocks[middle]?.items[0];
      const before = first !== undefined && (strictly ? this.#textOf(first) < text : this.#textOf(first) <= text);
      if (before) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The first place whose text is not before `text`. */
  #placeIn(items: readonly T[], text: string): number {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = items[middle];
      if (item !== undefined && this.#textOf(item) < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
