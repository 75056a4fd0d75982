import { assert } from '../../shared/assert.ts';

/** Ids a page: the longest chunk fits (its pieces are distinct and 16 bits wide), and compacting one takes some 50 µs. */
const PAGE_IDS = 2 ** 17;
/** Ordinal (two halves) and length before the ids of each run. */
const HEADER_IDS = 3;
const FIRST_PAGE_IDS = 2 ** 10;

/**
 * Runs of 16-bit ids by ordinal, in pages. What a removal leaves behind is reclaimed when less than half of a page is in
 * use: its runs move to the open page and the page is freed, so that memory stays below twice the ids held.
 */
export class PiecePages {
  /** Freed pages are empty arrays, taken again before the list grows. */
  readonly #pages: Uint16Array[] = [];
  readonly #fill: number[] = [];
  readonly #live: number[] = [];
  readonly #freed: number[] = [];
  /** Position of an ordinal's ids plus one, page × PAGE_IDS + offset; 0 where there are none. Doubles hold it exactly. */
  #starts = new Float64Array(0);
  #open = -1;

  /** Puts the ids in place of those the ordinal had. */
  set(ordinal: number, ids: Uint16Array): void {
    assert(ids.length + HEADER_IDS <= PAGE_IDS, 'a run fits into a page');
    this.delete(ordinal);
    this.#reserve(ordinal);
    this.#append(ordinal, ids);
  }

  /** A view of the ordinal's ids, valid until the next change; undefined where there are none. */
  get(ordinal: number): Uint16Array | undefined {
    const start = (this.#starts[ordinal] ?? 0) - 1;
    if (start < 0) return undefined;
    const page = this.#pages[Math.floor(start / PAGE_IDS)];
    const offset = start % PAGE_IDS;
    return page?.subarray(offset, offset + (page[offset - 1] ?? 0));
  }

  delete(ordinal: number): void {
    const ids = this.get(ordinal);
    if (ids === undefined) return;
    const at = Math.floor(((this.#starts[ordinal] ?? 1) - 1) / PAGE_IDS);
    this.#starts[ordinal] = 0;
    const live = (this.#live[at] ?? 0) - ids.length - HEADER_IDS;
    this.#live[at] = live;
    if (at !== this.#open && live * 2 < (this.#fill[at] ?? 0)) this.#compact(at);
  }

  bytes(): number {
    return this.#pages.reduce((sum, page) => sum + page.byteLength, this.#starts.byteLength);
  }

  #append(ordinal: number, ids: Uint16Array): void {
    const needed = ids.length + HEADER_IDS;
    if (this.#open < 0 || (this.#fill[this.#open] ?? 0) + needed > PAGE_IDS) this.#openPage();
    const at = this.#open;
    const fill = this.#fill[at] ?? 0;
    const page = this.#grown(at, fill + needed);
    page[fill] = ordinal & 0xffff;
    page[fill + 1] = ordinal >>> 16;
    page[fill + 2] = ids.length;
    page.set(ids, fill + HEADER_IDS);
    this.#fill[at] = fill + needed;
    this.#live[at] = (this.#live[at] ?? 0) + needed;
    this.#starts[ordinal] = at * PAGE_IDS + fill + HEADER_IDS + 1;
  }

  /** Moves the runs that are still in use to the open page, which is another one, and frees the page. */
  #compact(at: number): void {
    const page = this.#pages[at] ?? new Uint16Array(0);
    const fill = this.#fill[at] ?? 0;
    this.#pages[at] = new Uint16Array(0);
    this.#fill[at] = 0;
    this.#live[at] = 0;
    for (let i = 0; i < fill; ) {
      const ordinal = (page[i] ?? 0) + (page[i + 1] ?? 0) * 0x10000;
      const length = page[i + 2] ?? 0;
      const ids = i + HEADER_IDS;
      if (this.#starts[ordinal] === at * PAGE_IDS + ids + 1) this.#append(ordinal, page.subarray(ids, ids + length));
      i = ids + length;
    }
    this.#freed.push(at);
  }

  #openPage(): void {
    const full = this.#open;
    this.#open = this.#freed.pop() ?? this.#pages.length;
    this.#pages[this.#open] = new Uint16Array(0);
    this.#fill[this.#open] = 0;
    this.#live[this.#open] = 0;
    // Removals from the page while it was open have not been looked at yet.
    if (full >= 0 && (this.#live[full] ?? 0) * 2 < (this.#fill[full] ?? 0)) this.#compact(full);
  }

  /** A page is as long as its ids need, by doubling: a scope of a few chunks stays small. */
  #grown(at: number, needed: number): Uint16Array {
    const page = this.#pages[at] ?? new Uint16Array(0);
    if (needed <= page.length) return page;
    const grown = new Uint16Array(Math.min(PAGE_IDS, Math.max(needed, page.length * 2, FIRST_PAGE_IDS)));
    grown.set(page);
    this.#pages[at] = grown;
    return grown;
  }

  #reserve(ordinal: number): void {
    if (ordinal < this.#starts.length) return;
    const grown = new Float64Array(Math.max(ordinal + 1, Math.ceil(this.#starts.length * 1.5), 64));
    grown.set(this.#starts);
    this.#starts = grown;
  }
}
