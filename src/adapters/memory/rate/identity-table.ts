import type { DayLedger } from './day-ledger.ts';
import { type Moment, RateEntry } from './rate-entry.ts';

/** A newcomer looks at so many of the longest silent: more than one, so that a table which was full empties again. */
const FREED_PER_NEWCOMER = 2;

export type IdentityTableOptions = {
  readonly entriesMax: number;
  /** Where the counts of dates go when an entry is freed; null keeps an entry until its dates are over. */
  readonly ledger: DayLedger | null;
};

/**
 * The entries of identities, in the order of their last admission. One is freed when its windows are empty again, by newcomers, so nothing
 * ever scans. Nobody is thrown out for a newcomer: when all places are taken, newcomers share one entry.
 */
export class IdentityTable {
  readonly #entries = new Map<string, RateEntry>();
  readonly #options: IdentityTableOptions;
  readonly #shared = new RateEntry('');
  #oldest: RateEntry | null = null;
  #newest: RateEntry | null = null;
  #overflowed = 0;

  constructor(options: IdentityTableOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Looks of newcomers who found the table full and were given the shared entry. */
  get overflowed(): number {
    return this.#overflowed;
  }

  /** The entry of an identity; undefined for newcomers. */
  find(identity: string): RateEntry | undefined {
    return this.#entries.get(identity);
  }

  /** An entry for a newcomer: one of its own, which has no place until it is touched, or the shared one. */
  entryFor(identity: string, { nowMs, day }: Moment): RateEntry {
    for (let i = 0; i < FREED_PER_NEWCOMER; i++) if (!this.#freeOldest(nowMs, day)) break;
    if (this.#entries.size >= this.#options.entriesMax) {
      this.#overflowed += 1;
      return this.#shared;
    }
    const entry = new RateEntry(identity);
    const used = this.#options.ledger?.used(identity, day) ?? 0;
    if (used > 0) entry.addToDay(day, used);
    return entry;
  }

  /** Notes an admission; the first one of an entry gives it its place. */
  touch(entry: RateEntry): void {
    if (entry === this.#newest || entry === this.#shared) return;
    if (entry.older === null && entry !== this.#oldest) this.#entries.set(entry.identity, entry);
    else this.#unlink(entry);
    this.#append(entry);
  }

  /** Raises what an identity used of a date to `used`. A newcomer with a ledger needs no place for that. */
  raiseDay(identity: string, { day, used }: { readonly day: number; readonly used: number }, moment: Moment): void {
    const { ledger } = this.#options;
    const known = this.#entries.get(identity);
    if (known === undefined && ledger !== null) {
      ledger.keep(identity, day, used);
      return;
    }
    const entry = known ?? this.entryFor(identity, moment);
    const missing = used - entry.usedOn(day);
    if (missing <= 0) return;
    entry.addToDay(day, missing);
    this.touch(entry);
  }

  #freeOldest(nowMs: number, day: number): boolean {
    const entry = this.#oldest;
    if (entry === null || entry.emptyAtMs > nowMs || !this.#keepDays(entry, day)) return false;
    this.#unlink(entry);
    this.#entries.delete(entry.identity);
    return true;
  }

  /** Puts the counts of dates aside; false when that has to wait. Yesterday's count stays for a clock that is set back. */
  #keepDays(entry: RateEntry, day: number): boolean {
    const { ledger } = this.#options;
    if (ledger === null) return Math.max(entry.day, entry.otherDay) < day - 1;
    if (entry.used > 0 && entry.day >= day - 1) ledger.keep(entry.identity, entry.day, entry.used);
    if (entry.otherUsed > 0 && entry.otherDay >= day - 1) ledger.keep(entry.identity, entry.otherDay, entry.otherUsed);
    return true;
  }

  #append(entry: RateEntry): void {
    entry.older = this.#newest;
    entry.newer = null;
    if (this.#newest === null) this.#oldest = entry;
    else this.#newest.newer = entry;
    this.#newest = entry;
  }

  #unlink(entry: RateEntry): void {
    if (entry.older === null) this.#oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) this.#newest = entry.older;
    else entry.newer.older = entry.older;
    entry.older = null;
    entry.newer = null;
  }
}
