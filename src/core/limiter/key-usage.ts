import type { Caller } from '../../ports/caller.ts';
import { ADDRESS_IDENTITY, DAY_MS } from '../../ports/rate-store.ts';
import { USAGE_DAYS_MAX, type UsageRow, type UsageStore } from '../../ports/usage-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { PendingUsage } from './pending-usage.ts';

/** How long counts may be in memory alone: what a crash can cost. */
const FLUSH_MS = 1_000;
/** Rows written at a time: a few milliseconds of the writer. */
const GROUP_ROWS_MAX = 500;
/** Calls of pruning at a time, each some hundred rows: far more than a day of retention needs. */
const PRUNE_CALLS_MAX = 1_000;

export type KeyUsageParts = {
  readonly store: UsageStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Told of counts that could not be written and are tried again, and of calls that were not counted because too much waits. */
  readonly onFailure: (error: unknown) => void;
};

/** Who usage is kept of: a key, or who needs none; null for addresses, which are nobody for long. */
export function usageSubject({ keyId, identity }: Caller): string | null {
  if (keyId !== null) return keyId;
  return identity.startsWith(ADDRESS_IDENTITY) ? null : identity;
}

/** Calls and units by caller, date, operation and tier, written behind in groups and kept for `USAGE_DAYS_MAX` days. */
export class KeyUsage {
  readonly #parts: KeyUsageParts;
  readonly #pending = new PendingUsage();
  readonly #stop = new AbortController();
  #flushing: Promise<void> | null = null;
  #isPumping = false;
  #prunedDay = 0;
  #uncounted = 0;

  constructor(parts: KeyUsageParts) {
    this.#parts = parts;
  }

  record(caller: Caller, operation: string, cost: number): void {
    const subject = usageSubject(caller);
    if (subject === null) return;
    const isCounted = this.#pending.count(caller.principal, { subject, day: this.#today(), operation, cost });
    if (!isCounted) this.#uncounted += 1;
    if (!this.#isPumping && !this.#stop.signal.aborted) void this.#pump();
  }

  /** Newest date first, all of them written; `days` UTC dates back, today included. Rejects with `RECORDS_*` errors. */
  async read(caller: Caller, days: number): Promise<readonly UsageRow[]> {
    const subject = usageSubject(caller);
    if (subject === null) return [];
    await this.flush();
    const fromDay = this.#today() - days + 1;
    return this.#parts.store.read({ tenant: caller.principal.tenant, subject, fromDay });
  }

  /** Writes what was counted before. Rejects when some of it could not be written; that stays for the next time. */
  async flush(): Promise<void> {
    // Twice: a flush that is under way began without what was counted since.
    await this.#flushing?.catch(() => undefined);
    await this.#flushOnce();
  }

  /** Flushes and writes nothing more. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.flush();
  }

  async #pump(): Promise<void> {
    const { scheduler, onFailure } = this.#parts;
    this.#isPumping = true;
    while (this.#pending.size > 0 && !this.#stop.signal.aborted) {
      await scheduler.sleep(FLUSH_MS, this.#stop.signal);
      if (this.#stop.signal.aborted) break;
      await this.#flushOnce()
        .then(() => this.#prune())
        .catch(onFailure);
      this.#tellUncounted();
    }
    this.#isPumping = false;
  }

  #flushOnce(): Promise<void> {
    this.#flushing ??= this.#write().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #write(): Promise<void> {
    const rows = this.#pending.take();
    for (let from = 0; from < rows.length; from += GROUP_ROWS_MAX) {
      try {
        await this.#parts.store.add(rows.slice(from, from + GROUP_ROWS_MAX));
      } catch (error) {
        this.#pending.giveBack(rows.slice(from));
        throw error;
      }
    }
  }

  #tellUncounted(): void {
    if (this.#uncounted === 0) return;
    const message = `The usage of ${this.#uncounted} calls was not counted: too much waits to be written.`;
    this.#uncounted = 0;
    this.#parts.onFailure(new CodedError('RECORDS_UNAVAILABLE', message));
  }

  /** Once a date. */
  async #prune(): Promise<void> {
    const today = this.#today();
    if (today === this.#prunedDay) return;
    this.#prunedDay = today;
    for (let call = 0; call < PRUNE_CALLS_MAX; call++) {
      if ((await this.#parts.store.prune(today - USAGE_DAYS_MAX + 1)) === 0) return;
    }
  }

  #today(): number {
    return Math.floor(this.#parts.clock.now() / DAY_MS);
  }
}
