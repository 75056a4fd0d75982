/** Two rows of so many counters for a date, 2 MiB: with 100,000 addresses forgotten in a day, one new address in ten meets both of its counters in use. */
const COUNTERS = 1 << 18;
/** The date of now and the one that a clock set over midnight shows. */
const DATES_MAX = 2;
const FNV_PRIME = 0x01000193;
const SPREAD = 0x9e3779b1;

type Page = { readonly day: number; readonly first: Uint32Array; readonly second: Uint32Array };

/**
 * What forgotten identities used of a date: a count-min sketch that keeps maxima. It never says less than was used; it says more only when
 * both counters of an identity also belong to others, and then what the busiest of those used. The seed keeps callers from choosing
 * whose counters they share.
 */
export class DayLedger {
  readonly #seed: number;
  #pages: Page[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Bytes of all counters. */
  get bytes(): number {
    return this.#pages.length * 2 * COUNTERS * Uint32Array.BYTES_PER_ELEMENT;
  }

  used(identity: string, day: number): number {
    const page = this.#pages.find((one) => one.day === day);
    if (page === undefined) return 0;
    const [first, second] = this.#placesOf(identity);
    return Math.min(page.first[first] ?? 0, page.second[second] ?? 0);
  }

  /** Keeps `used` for the date: the newest dates stay. */
  keep(identity: string, day: number, used: number): void {
    const page = this.#pages.find((one) => one.day === day) ?? this.#open(day);
    const [first, second] = this.#placesOf(identity);
    page.first[first] = Math.max(page.first[first] ?? 0, used);
    page.second[second] = Math.max(page.second[second] ?? 0, used);
  }

  #open(day: number): Page {
    const page = { day, first: new Uint32Array(COUNTERS), second: new Uint32Array(COUNTERS) };
    this.#pages = [page, ...this.#pages].sort((a, b) => b.day - a.day).slice(0, DATES_MAX);
    return page;
  }

  #placesOf(identity: string): readonly [number, number] {
    let first = this.#seed;
    let second = this.#seed ^ SPREAD;
    for (let i = 0; i < identity.length; i++) {
      const unit = identity.charCodeAt(i);
      first = Math.imul(first ^ unit, FNV_PRIME);
      second = Math.imul(second + unit, SPREAD);
    }
    return [mixed(first) % COUNTERS, mixed(second) % COUNTERS];
  }
}

function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
