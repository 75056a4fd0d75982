import { DAY_MS, type LocalRateStore, type RateLimits, type RateRequest } from '../../ports/rate-store.ts';
import type { QuotaRow, QuotaStore } from '../../ports/usage-store.ts';
import type { Clock } from '../../shared/clock.ts';

/** Share of a quota that is set aside at a time: a crash loses at most this much of it, and a hundred writes last a day. */
const BLOCK_SHARE = 0.01;
/** After a write that failed, the next is tried so much later. */
const RETRY_MS = 1_000;
/** Today, a clock set back, and a clock set forward. */
const DATES_MAX = 3;
/** Rows given back in one write. */
const GROUP_ROWS_MAX = 500;
/** Calls of pruning at a time, each some hundred rows: more keys than there are. */
const PRUNE_CALLS_MAX = 1_000;

export type QuotaBookParts = {
  readonly quotas: QuotaStore;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
};

/** One identity's units of one date: those that are set aside in the store, and those of them that are used. */
export class QuotaPage {
  readonly identity: string;
  readonly day: number;
  /** Units set aside at a time. */
  readonly block: number;
  units: number;
  used: number;
  /** Units that calls wait for. */
  waiting = 0;
  extending: Promise<boolean> | null = null;

  constructor(row: QuotaRow, block: number) {
    this.identity = row.identity;
    this.day = row.day;
    this.block = block;
    this.units = row.units;
    this.used = row.units;
  }

  /** Units that may be used without asking the store; negative when a date changed in the middle of a call. */
  get free(): number {
    return this.units - this.used;
  }
}

/** The pages of the dates that matter now. */
export class QuotaBook {
  readonly #parts: QuotaBookParts;
  readonly #dates = new Map<number, Map<string, QuotaPage>>();
  /** What an earlier process left: pages begin with it. */
  #left = new Map<string, QuotaRow>();
  /** The date of the latest call. */
  #date = { day: Number.NaN, pages: new Map<string, QuotaPage>() };
  #failedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: QuotaBookParts) {
    this.#parts = parts;
  }

  /** Counts what an earlier process used or had set aside as used, also of yesterday, for clocks that are set back. */
  async load(local: Pick<LocalRateStore, 'raiseDay'>): Promise<void> {
    const { quotas, clock } = this.#parts;
    const rows = await quotas.since(dayOf(clock) - 1);
    this.#left = new Map(rows.map((row) => [`${row.day} ${row.identity}`, row]));
    for (const { identity, day, units } of rows) local.raiseDay(identity, day, units);
  }

  /** Days since 1970. */
  get today(): number {
    return dayOf(this.#parts.clock);
  }

  /** The page of today. `usedBefore` is asked when it is a new one. */
  pageOf({ identity, limits }: RateRequest, usedBefore: () => number): QuotaPage {
    const day = dayOf(this.#parts.clock);
    const date = this.#date.day === day ? this.#date.pages : this.#turnTo(day);
    const known = date.get(identity);
    if (known !== undefined) return known;
    const units = this.#left.get(`${day} ${identity}`)?.units ?? 0;
    const page = new QuotaPage({ identity, day, units }, blockOf(limits));
    page.used = Math.max(units, usedBefore());
    date.set(identity, page);
    return page;
  }

  /** Sets another block aside, as far as the quota goes; false when that failed, or failed a moment ago. */
  extend(page: QuotaPage, limits: RateLimits): Promise<boolean> {
    page.extending ??= this.#write(page, limits).finally(() => {
      page.extending = null;
    });
    return page.extending;
  }

  /** Gives back what is set aside and not used, of dates that are not over. */
  /** Gives back what is set aside and not used, of dates that are not over. */
  async close(): Promise<void> {
    const pages = [...this.#dates.values()].flatMap((date) => [...date.values()]);
    await Promise.all(pages.map(({ extending }) => extending));
    const sinceDay = dayOf(this.#parts.clock) - 1;
    const unused = pages.filter(({ free, day }) => free > 0 && day >= sinceDay);
    const rows = unused.map(({ identity, day, used }) => ({ identity, day, units: used }));
    for (let from = 0; from < rows.length; from += GROUP_ROWS_MAX) {
      await this.#parts.quotas.put(rows.slice(from, from + GROUP_ROWS_MAX));
    }
  }

  async #write(page: QuotaPage, { perDay }: RateLimits): Promise<boolean> {
    const { quotas, clock, onFailure } = this.#parts;
    if (clock.monotonic() - this.#failedAtMs < RETRY_MS) return false;
    const needed = page.used + page.waiting;
    const units = Math.max(needed, Math.min(perDay ?? needed, needed + page.block));
    if (units <= page.units) return true;
    try {
      await quotas.put([{ identity: page.identity, day: page.day, units }]);
    } catch (error) {
      this.#failedAtMs = clock.monotonic();
      onFailure(error);
      return false;
    }
    page.units = units;
    return true;
  }

  #turnTo(day: number): Map<string, QuotaPage> {
    const pages = this.#dates.get(day) ?? this.#open(day);
    this.#date = { day, pages };
    return pages;
  }

  #open(day: number): Map<string, QuotaPage> {
    const date = new Map<string, QuotaPage>();
    this.#dates.set(day, date);
    if (this.#dates.size > DATES_MAX) this.#dates.delete(Math.min(...this.#dates.keys()));
    this.#prune(day - 1).catch(this.#parts.onFailure);
    return date;
  }

  async #prune(day: number): Promise<void> {
    for (let call = 0; call < PRUNE_CALLS_MAX; call++) if ((await this.#parts.quotas.prune(day)) === 0) return;
  }
}

function blockOf({ burst, perDay }: RateLimits): number {
  return Math.max(1, burst ?? 1, Math.ceil((perDay ?? 0) * BLOCK_SHARE));
}

function dayOf(clock: Clock): number {
  return Math.floor(clock.now() / DAY_MS);
}
