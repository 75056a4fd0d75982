import {
  ADDRESS_IDENTITY,
  type LocalRateStore,
  type RateDecision,
  type RateRequest,
  type RateStore,
} from '../../ports/rate-store.ts';
import type { QuotaStore } from '../../ports/usage-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { QuotaBook, type QuotaPage } from './quota-book.ts';

/** A call waits so long for its units to be set aside: far longer than a commit takes, far shorter than callers wait. */
const WAIT_MS = 1_000;
/** Rounds of setting aside for one call: one is enough unless its units are taken by others each time. */
const ROUNDS_MAX = 8;

export type DurableDaysParts = {
  readonly local: LocalRateStore;
  readonly quotas: QuotaStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Told of quotas that could not be written; calls that need them are refused until they can. */
  readonly onFailure: (error: unknown) => void;
};

/**
 * Quotas of a date that hold over a crash: units are set aside in the store, a block at a time, before they are used, and those that are
 * left are given back at the end. After a crash a whole block counts as used, so a quota is never exceeded and at most one block of it is
 * lost. A block is `QuotaBook`'s: 1 % of the quota, or one burst. Addresses have no quotas of their own in the store: anybody
 * can have a million of them.
 */
export class DurableDays implements RateStore {
  readonly #parts: DurableDaysParts;
  readonly #book: QuotaBook;

  constructor(parts: DurableDaysParts) {
    this.#parts = parts;
    this.#book = new QuotaBook(parts);
  }

  /** Takes up what earlier processes used or had set aside. */
  start(): Promise<void> {
    return this.#book.load(this.#parts.local);
  }

  look(request: RateRequest): RateDecision {
    return this.#parts.local.look(request);
  }

  /** At once while the block in hand has enough, and that is nearly always: the next one is asked for when half is used. */
  take(request: RateRequest): RateDecision | Promise<RateDecision> {
    if (!isKept(request)) return this.#parts.local.take(request);
    const page = this.#page(request);
    return page.free < request.cost ? this.#takeLater(request) : this.#takeFrom(page, request);
  }

  /** Gives back what was set aside and not used. Afterwards nothing is taken any more. */
  close(): Promise<void> {
    return this.#book.close();
  }

  #takeFrom(page: QuotaPage, request: RateRequest): RateDecision | Promise<RateDecision> {
    const decision = this.#parts.local.take(request);
    if (!decision.allowed) return decision;
    page.used += request.cost;
    if (this.#book.today !== page.day) return this.#takenAtMidnight(this.#page(request), request, decision);
    if (page.free < page.block / 2 && page.units < (request.limits.perDay ?? 0))
      void this.#book.extend(page, request.limits);
    return decision;
  }

  /** The date changed while the call was decided: it counts on both, and is answered when the new one has set it aside. */
  async #takenAtMidnight(page: QuotaPage, request: RateRequest, decision: RateDecision): Promise<RateDecision> {
    page.used += request.cost;
    for (let round = 0; round < ROUNDS_MAX && page.free < 0; round++) {
      if (!(await this.#setAside(page, request))) break;
    }
    return page.free < 0 ? unavailable(decision) : decision;
  }

  async #takeLater(request: RateRequest): Promise<RateDecision> {
    const { local } = this.#parts;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const seen = local.look(request);
      if (!seen.allowed) return seen;
      const page = this.#page(request);
      if (page.free >= request.cost) return this.#takeFrom(page, request);
      if (!(await this.#setAside(page, request))) break;
    }
    return unavailable(local.look(request));
  }

  /** False when it took too long or failed. */
  async #setAside(page: QuotaPage, { limits, cost }: RateRequest): Promise<boolean> {
    const enough = new AbortController();
    page.waiting += cost;
    const tooLate = this.#parts.scheduler.sleep(WAIT_MS, enough.signal).then(() => false);
    try {
      return await Promise.race([this.#book.extend(page, limits), tooLate]);
    } finally {
      page.waiting -= cost;
      enough.abort();
    }
  }

  #page(request: RateRequest): QuotaPage {
    return this.#book.pageOf(request, () => this.#usedToday(request));
  }

  /** What was used before the identity had a quota to keep. */
  #usedToday(request: RateRequest): number {
    const { windows } = this.#parts.local.look(request);
    const day = windows.find(({ window }) => window === 'per_day');
    return day === undefined ? 0 : day.limit - day.left;
  }
}

function isKept({ identity, limits }: RateRequest): boolean {
  return limits.perDay !== null && !identity.startsWith(ADDRESS_IDENTITY);
}

/** The quota is not used up as far as anybody knows, but it cannot be counted now: the caller is within its contract. */
function unavailable({ windows }: RateDecision): RateDecision {
  return { allowed: false, retryAfterMs: WAIT_MS, violated: ['per_day'], withinContract: true, windows };
}
