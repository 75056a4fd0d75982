import type { RollupGrain, RollupKey, RollupStore } from '../../ports/rollup-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { PendingRollups } from './pending-rollups.ts';
import { readRollups } from './read-rollups.ts';
import { Rollup } from './rollup.ts';
import { keptFrom, startOf } from './time-spans.ts';

/** How long figures may be in memory alone: what a crash can cost. */
export const FLUSH_MS = 2_000;
/** Roll-ups that are merged and written together: some milliseconds of work between two turns of the event loop. */
const SLICE = 16;
/** Another process can win a row a few times in a row; more often means that something else is wrong, and the next flush goes on. */
const ATTEMPTS_MAX = 5;
/** Writes of one row are seconds apart: so many lost races in a row do not happen. */
const REWRITES_MAX = 100;
/** Calls of pruning at a time: far more than a day of retention ever needs. */
const PRUNE_CALLS_MAX = 1_000;

/** Where roll-ups are kept, and who hears of trouble. */
export type RollupBookOptions = {
  readonly store: RollupStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Told of a write that failed; its figures stay in memory and are tried again. */
  readonly onFailure: (error: unknown) => void;
};

/** From `sinceMs` to before `untilMs`, wall-clock milliseconds. */
export type RollupSpan = { readonly sinceMs: number; readonly untilMs: number };
/** The roll-up of the hour or day that begins at `startMs`; to be read only. */
export type DatedRollup = { readonly startMs: number; readonly rollup: Rollup };

/**
 * The roll-ups of every tenant, written behind: what was counted since the last flush is held as its own small roll-ups, and a
 * flush merges them into the rows of the store, by version, so that several processes may write the same rows.
 */
export class RollupBook {
  readonly #options: RollupBookOptions;
  readonly #pending = new PendingRollups();
  readonly #stop = new AbortController();
  readonly #changed: ((tenant: string, dayStartMs: number) => void)[] = [];
  #flushing: Promise<void> | null = null;
  #isPumping = false;
  #prunedHourMs = 0;

  constructor(options: RollupBookOptions) {
    this.#options = options;
  }

  /** The roll-up that a time is counted in, to be added to at once; null when too much waits to be written. */
  at(tenant: string, grain: RollupGrain, atMs: number): Rollup | null {
    const rollup = this.#pending.at({ tenant, grain, startMs: startOf(grain, atMs) });
    if (!this.#isPumping && !this.#stop.signal.aborted) void this.#pump();
    return rollup;
  }

  /** Told of each day whose row was written. */
  onDayWritten(listener: (tenant: string, dayStartMs: number) => void): void {
    this.#changed.push(listener);
  }

  /** Roll-ups that start in [sinceMs, untilMs), what waits to be written included; slice by slice, oldest first. */
  async *read(tenant: string, grain: RollupGrain, span: RollupSpan): AsyncGenerator<readonly DatedRollup[]> {
    yield* readRollups({ ...this.#options, pending: this.#pending }, { tenant, grain, span });
  }

  /** Writes what was counted before. Rejects when some of it could not be written; that stays for the next time. */
  async flush(): Promise<void> {
    // Twice: a flush that is under way began without what was counted since.
    await this.#flushing;
    await this.#flushOnce();
  }

  /** Flushes and counts no more. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.flush();
  }

  /**
   * Forgets the texts of the tenant's days that touch the span, here and in the store; returns the days that had some.
   * Figures stay.
   */
  async forgetTexts(tenant: string, span: RollupSpan): Promise<readonly number[]> {
    const touched = { sinceMs: startOf('day', span.sinceMs), untilMs: span.untilMs };
    const days = new Set(this.#pending.forgetTexts(tenant, touched));
    // What is being written now may still hold texts: it is in the store or pending again when the flush ends.
    await this.#flushing?.catch(() => undefined);
    for await (const rollups of this.read(tenant, 'day', touched)) {
      for (const { startMs, rollup } of rollups) if (rollup.hasTexts) days.add(startMs);
    }
    for (const startMs of days) await this.#rewriteWithoutTexts({ tenant, grain: 'day', startMs });
    return [...days].sort((a, b) => a - b);
  }

  /** Memory of what waits to be written, roughly. */
  bytes(): number {
    return this.#pending.bytes();
  }

  async #pump(): Promise<void> {
    this.#isPumping = true;
    while (this.#pending.size > 0 && !this.#stop.signal.aborted) {
      await this.#options.scheduler.sleep(FLUSH_MS, this.#stop.signal);
      if (this.#stop.signal.aborted) break;
      // A flush reports its failure by `onFailure`, and its figures are pending again.
      await this.#flushOnce()
        .then(() => this.#prune())
        .catch(() => undefined);
    }
    this.#isPumping = false;
  }

  #flushOnce(): Promise<void> {
    this.#flushing ??= this.#writeAll().finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #writeAll(): Promise<void> {
    const keys = this.#pending.keys();
    let failure: unknown = null;
    for (let from = 0; from < keys.length; from += SLICE) {
      const taken = this.#pending.take(keys.slice(from, from + SLICE));
      try {
        await this.#write(taken);
      } catch (error) {
        failure ??= error;
        this.#options.onFailure(error);
      } finally {
        this.#pending.giveBack(taken);
      }
      await this.#options.scheduler.yieldToLoop();
    }
    if (failure !== null) throw failure;
  }

  /** What is written is told to `pending`; what is left over is given back by the caller. */
  async #write(taken: readonly RollupKey[]): Promise<void> {
    const { store } = this.#options;
    let left = taken;
    for (let attempt = 0; attempt < ATTEMPTS_MAX && left.length > 0; attempt++) {
      const rows = await Promise.all(left.map((key) => store.get(key)));
      const writes = left.map((key, i) => {
        const row = rows[i] ?? null;
        const base = (row === null ? null : Rollup.parse(row.text)) ?? new Rollup();
        return { key, text: this.#pending.mergedText(key, base), fromVersion: row?.version ?? 0 };
      });
      const done = await store.put(writes);
      for (const [i, key] of left.entries()) if (done[i] === true) this.#written(key);
      left = left.filter((_, i) => done[i] !== true);
    }
  }

  #written(key: RollupKey): void {
    this.#pending.written(key);
    if (key.grain === 'day') for (const listener of this.#changed) listener(key.tenant, key.startMs);
  }

  async #rewriteWithoutTexts(key: RollupKey): Promise<void> {
    const { store } = this.#options;
    let isDone = false;
    for (let attempt = 0; attempt < REWRITES_MAX && !isDone; attempt++) {
      const row = await store.get(key);
      const rollup = row === null ? null : Rollup.parse(row.text);
      if (row === null || rollup === null || !rollup.hasTexts) return;
      rollup.forgetTexts();
      [isDone = false] = await store.put([{ key, text: rollup.toText(), fromVersion: row.version }]);
    }
    if (!isDone) throw new CodedError('SERVER_OVERLOADED', 'Popular queries could not be forgotten. Try again.');
    for (const listener of this.#changed) listener(key.tenant, key.startMs);
  }

  /** Once an hour. */
  async #prune(): Promise<void> {
    const { store, clock } = this.#options;
    const nowMs = clock.now();
    if (startOf('hour', nowMs) === this.#prunedHourMs) return;
    for (const grain of ['hour', 'day'] as const) {
      for (let call = 0; call < PRUNE_CALLS_MAX; call++) {
        if ((await store.prune(grain, keptFrom(grain, nowMs))) === 0) break;
      }
    }
    this.#prunedHourMs = startOf('hour', nowMs);
  }
}
