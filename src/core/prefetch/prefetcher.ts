import type { LoadGauge } from '../../ports/load-gauge.ts';
import type { Principal } from '../../ports/scope.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { sessionKey } from '../learning/learned-queries.ts';
import type { NextQueries } from '../learning/next-queries.ts';
import type { HistoryListener } from '../query/history-listener.ts';
import type { QueryAnswer } from '../query/query-answer.ts';
import type { QueryFollower } from '../query/query-follower.ts';
import type { QueryRequest } from '../query/query-request.ts';
import { PrefetchBudget } from './prefetch-budget.ts';

/** A question less likely than this is not asked ahead of time: four of five would be asked for nothing. */
export const PREFETCH_PROBABILITY_MIN = 0.2;
/** Questions asked ahead after one answer; the probabilities of more cannot all be high. */
const PREFETCHES_PER_ANSWER_MAX = 3;
/** Milliseconds without a query after which the server is idle: people read longer than that before they ask again. */
export const IDLE_AFTER_MS = 50;
/** Lag of the event loop, in milliseconds, above which something else is at work. */
const IDLE_LAG_MS_MAX = 5;
/** Answers whose next questions wait for an idle moment; the newest are the ones that somebody still sits before. */
const WAITING_MAX = 32;
/** After so many milliseconds the next question has been asked, or will not be. */
const WISH_AGE_MS_MAX = 30_000;

/** `stored`: it was answered and kept. `known`: the cache had it. `cancelled`: real work came. */
export type PrefetchOutcome = 'stored' | 'known' | 'cancelled' | 'failed';

export type PrefetcherOptions = {
  readonly run: (request: QueryRequest, principal: Principal, signal: AbortSignal) => Promise<QueryAnswer>;
  readonly next: NextQueries;
  readonly gauge: LoadGauge;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Told of each question that was asked ahead of time; `error` is what a failed one met. Must not throw. */
  readonly onOutcome: (outcome: PrefetchOutcome, error: unknown) => void;
};

/** An answer after which something may be likely; with `text`, what is. */
type Wish = { readonly request: QueryRequest; readonly principal: Principal; readonly atMs: number };
type Ahead = Wish & { readonly text: string };

/**
 * Asks likely next questions while nobody else asks anything, one at a time and within a budget, so that their answers are in
 * the cache when they come. Whatever it does ends when somebody asks.
 */
export class Prefetcher implements QueryFollower, HistoryListener {
  readonly #options: PrefetcherOptions;
  readonly #budget: PrefetchBudget;
  readonly #stopping = new AbortController();
  #wishes: Wish[] = [];
  /** Questions to be asked, the likeliest of the newest answer last. */
  #ahead: Ahead[] = [];
  #inFlight = 0;
  #lastEndMs: number;
  #asking: AbortController | null = null;
  #working: Promise<void> | null = null;

  constructor(options: PrefetcherOptions) {
    this.#options = options;
    this.#budget = new PrefetchBudget(options.clock);
    this.#lastEndMs = options.clock.monotonic();
  }

  began(request: QueryRequest, principal: Principal): (answer: QueryAnswer | null) => void {
    if (request.purpose === 'prefetch') return () => undefined;
    this.#inFlight++;
    this.#asking?.abort(new Error('somebody asks'));
    return (answer) => {
      this.#inFlight--;
      this.#lastEndMs = this.#options.clock.monotonic();
      if (answer?.answered === true && request.purpose === 'ask' && request.cache === 'use') {
        this.#wish({ request, principal, atMs: this.#lastEndMs });
      }
    };
  }

  /** What was to be asked for a tenant came from the history it deleted. */
  cleared(tenant: string): void {
    const isOther = ({ principal }: Wish): boolean => principal.tenant !== tenant;
    this.#wishes = this.#wishes.filter(isOther);
    this.#ahead = this.#ahead.filter(isOther);
    this.#asking?.abort(new Error('the history was deleted'));
  }

  /** Resolves when nothing waits and nothing is asked. */
  async settled(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the server stops'));
    this.#asking?.abort(new Error('the server stops'));
    await this.settled();
  }

  #wish(wish: Wish): void {
    if (this.#stopping.signal.aborted) return;
    this.#wishes.push(wish);
    if (this.#wishes.length > WAITING_MAX) this.#wishes.shift();
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
    });
  }

  /** Ends: each wish and question is taken or becomes too old, and new ones come only with answers. */
  async #work(): Promise<void> {
    while (this.#wishes.length + this.#ahead.length > 0 && !this.#stopping.signal.aborted) {
      await this.#options.scheduler.sleep(IDLE_AFTER_MS, this.#stopping.signal);
      this.#dropOld();
      if (this.#isIdle()) await this.#step();
    }
  }

  #dropOld(): void {
    const oldestMs = this.#options.clock.monotonic() - WISH_AGE_MS_MAX;
    this.#wishes = this.#wishes.filter(({ atMs }) => atMs >= oldestMs);
    this.#ahead = this.#ahead.filter(({ atMs }) => atMs >= oldestMs).slice(-WAITING_MAX);
  }

  #isIdle(): boolean {
    const { clock, gauge } = this.#options;
    const isQuiet = this.#inFlight === 0 && clock.monotonic() - this.#lastEndMs >= IDLE_AFTER_MS;
    return isQuiet && !this.#stopping.signal.aborted && gauge.eventLoopLagMs() <= IDLE_LAG_MS_MAX;
  }

  /** Thinks of what is likely after the newest answer, or asks one question, until somebody else asks. */
  async #step(): Promise<void> {
    const wish = this.#wishes.pop();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      if (wish !== undefined) this.#ahead.push(...(await this.#likely(wish, asking.signal)));
      else await this.#askNext(asking.signal);
    } catch (error) {
      this.#options.onOutcome(asking.signal.aborted ? 'cancelled' : 'failed', error);
    } finally {
      this.#asking = null;
    }
  }

  async #likely(wish: Wish, signal: AbortSignal): Promise<readonly Ahead[]> {
    const { request, principal } = wish;
    const session = sessionKey({ sessionId: request.sessionId, userId: request.userId ?? principal.userId });
    const scope = { tenant: principal.tenant, collection: request.collection };
    const standing = { scope, text: request.text, before: null, session };
    const found = await this.#options.next.predict(standing, PREFETCHES_PER_ANSWER_MAX, signal);
    return found
      .filter(({ probability }) => probability >= PREFETCH_PROBABILITY_MIN)
      .map(({ query }) => ({ ...wish, text: query.text }))
      .reverse();
  }

  async #askNext(signal: AbortSignal): Promise<void> {
    const { clock, run, onOutcome } = this.#options;
    const next = this.#ahead.at(-1);
    if (next === undefined || !this.#budget.take()) return;
    this.#ahead.pop();
    const startMs = clock.monotonic();
    try {
      const { request, principal, text } = next;
      const asked: QueryRequest = { ...request, text, cache: 'use', purpose: 'prefetch', maxLatencyMs: null };
      const answer = await run(asked, principal, signal);
      onOutcome(answer.cache.result === 'miss' ? 'stored' : 'known', null);
    } finally {
      this.#budget.spent(clock.monotonic() - startMs);
    }
  }
}
