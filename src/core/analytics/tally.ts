/** Names a tally tells apart: they come from closed sets (patterns, tools, backends, codes), so more are a mistake somewhere. */
export const NAMES_MAX = 64;
/** Where names beyond the bound are counted. */
const OTHER = 'other';

/** Counts by name. */
export type StoredTally = Readonly<Record<string, number>>;

/** Counts by name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  static from(stored: StoredTally): Tally {
    const tally = new Tally();
    for (const [name, count] of Object.entries(stored)) tally.add(name, count);
    return tally;
  }

  add(name: string, count = 1): void {
    const known = this.#counts.has(name) || this.#counts.size < NAMES_MAX - 1 ? name : OTHER;
    this.#counts.set(known, (this.#counts.get(known) ?? 0) + count);
  }

  merge(other: Tally): void {
    for (const [name, count] of other.#counts) this.add(name, count);
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  /** Most frequent first. */
  toStored(): StoredTally {
    const entries = [...this.#counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    return Object.fromEntries(entries);
  }

  bytes(): number {
    return 100 + 60 * this.#counts.size;
  }
}
