/** Pairs a count begins with: most callers have one call or two in a window. */
const PAIRS_FIRST = 2;
/** An emptied count gives back more room than this. */
const PAIRS_KEPT = 8;

/**
 * Units by the stamp they were taken at, oldest first: a ring of pairs that grows with what is in the window, so at most by one pair
 * a stamp. Stamps never go down. Adding and dropping are O(1) over time; only `stampThatFrees` walks.
 */
export class RollingCount {
  /** Units that are in the window. */
  total = 0;
  #length = 0;
  #head = 0;
  #mask = PAIRS_FIRST - 1;
  #stamps = [0, 0];
  #counts = [0, 0];

  get newest(): number {
    return this.#stamps[(this.#head + this.#length - 1) & this.#mask] ?? 0;
  }

  /** `stamp` is at least the newest one. */
  add(stamp: number, count: number): void {
    this.total += count;
    const last = (this.#head + this.#length - 1) & this.#mask;
    if (this.#length > 0 && this.#stamps[last] === stamp) {
      this.#counts[last] = (this.#counts[last] ?? 0) + count;
      return;
    }
    if (this.#length > this.#mask) this.#grow();
    const at = (this.#head + this.#length) & this.#mask;
    this.#stamps[at] = stamp;
    this.#counts[at] = count;
    this.#length += 1;
  }

  /** Forgets what was taken at `stamp` or before. */
  dropThrough(stamp: number): void {
    while (this.#length > 0 && (this.#stamps[this.#head] ?? 0) <= stamp) {
      this.total -= this.#counts[this.#head] ?? 0;
      this.#head = (this.#head + 1) & this.#mask;
      this.#length -= 1;
    }
    if (this.#length === 0 && this.#mask >= PAIRS_KEPT) this.#shrink();
  }

  /** The stamp that has to leave before `needed` units are free; the newest one when even all are too few. */
  stampThatFrees(needed: number): number {
    let freed = 0;
    for (let i = 0; i < this.#length; i++) {
      const at = (this.#head + i) & this.#mask;
      freed += this.#counts[at] ?? 0;
      if (freed >= needed) return this.#stamps[at] ?? 0;
    }
    return this.newest;
  }

  /** The ring is full: it is laid out from its oldest pair on, twice, which is copied as a whole. The second half is room. */
  #grow(): void {
    this.#stamps = doubled(this.#stamps, this.#head);
    this.#counts = doubled(this.#counts, this.#head);
    this.#head = 0;
    this.#mask = 2 * this.#mask + 1;
  }

  #shrink(): void {
    this.#stamps = [0, 0];
    this.#counts = [0, 0];
    this.#head = 0;
    this.#mask = PAIRS_FIRST - 1;
  }
}

function doubled(ring: readonly number[], head: number): number[] {
  const ordered = ring.slice(head).concat(ring.slice(0, head));
  return ordered.concat(ordered);
}
