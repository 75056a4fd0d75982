import type { HistoryFilter, HistoryStore, HistorySummary } from '../../ports/history-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { HistoryListener } from '../query/history-listener.ts';
import type { LearnedQueries } from './learned-queries.ts';

/** Rows read at once: what the reading thread hands over in about a millisecond. */
const ROWS_AT_ONCE = 100;
/** Milliseconds of learning after which everything else may run. */
const SLICE_MS_MAX = 2;

export type LearnFromHistoryOptions = {
  readonly learned: LearnedQueries;
  readonly history: HistoryStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Told when the history could not be read: what was learned until then stays. */
  readonly onError: (error: unknown) => void;
};

/** Keeps what was learned equal to the history: reads it at start, and again for a tenant of which a part was deleted. */
export class LearnFromHistory implements HistoryListener {
  readonly #options: LearnFromHistoryOptions;
  readonly #stopping = new AbortController();
  /** Tenants whose past is to be read anew. */
  readonly #again = new Set<string>();
  #running: Promise<void> | null = null;

  constructor(options: LearnFromHistoryOptions) {
    this.#options = options;
  }

  /** Begins to learn from everything that is kept; `settled` resolves when it is done. */
  start(): void {
    this.#begin(null);
  }

  /** What is deleted is forgotten at once; what the filter left is learned again in the background. */
  cleared(tenant: string, filter: HistoryFilter): void {
    this.#options.learned.forget(tenant);
    const everything = Object.values(filter).every((condition) => condition === null);
    if (everything && this.#running === null) return;
    this.#again.add(tenant);
    if (this.#running === null) this.#begin(this.#takeAgain());
  }

  /** Resolves when nothing is being read. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }

  #begin(tenants: ReadonlySet<string> | null): void {
    this.#running = this.#read(tenants)
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#options.learned.endPast();
        this.#running = null;
        if (this.#again.size > 0 && !this.#stopping.signal.aborted) this.#begin(this.#takeAgain());
      });
  }

  #takeAgain(): ReadonlySet<string> {
    const tenants = new Set(this.#again);
    this.#again.clear();
    return tenants;
  }

  /** `tenants` null: all of them. What is deleted while this reads is not learned from the rows read before. */
  async #read(tenants: ReadonlySet<string> | null): Promise<void> {
    const { learned, history } = this.#options;
    for (const tenant of tenants ?? []) learned.forget(tenant);
    learned.beginPast();
    let after: number | null = null;
    // Ends: places rise, and what is written meanwhile comes to an end when nobody asks any more.
    do {
      const { summaries, next } = await history.scan(after, ROWS_AT_ONCE);
      await this.#learn(
        summaries.filter(({ tenant }) => tenants?.has(tenant) !== false),
        (tenant) => this.#again.has(tenant),
      );
      after = next;
    } while (after !== null && !this.#stopping.signal.aborted);
  }

  async #learn(summaries: readonly HistorySummary[], isDeleted: (tenant: string) => boolean): Promise<void> {
    const { learned, clock, scheduler } = this.#options;
    let startMs = clock.monotonic();
    for (const summary of summaries) {
      if (isDeleted(summary.tenant)) continue;
      learned.learnPast(summary);
      if (clock.monotonic() - startMs < SLICE_MS_MAX) continue;
      await scheduler.yieldToLoop();
      startMs = clock.monotonic();
    }
    await scheduler.yieldToLoop();
  }
}
