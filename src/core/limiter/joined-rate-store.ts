import {
  DAY_MS,
  type LocalRateStore,
  type RateDecision,
  type RateRequest,
  type RateStore,
} from '../../ports/rate-store.ts';
import type {
  SharedDecision,
  SharedRateStore,
  SharedRateStoreWatcher,
  UsedDay,
} from '../../ports/shared-rate-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError, isCodedError } from '../../shared/errors.ts';
import type { RandomSource } from '../../shared/ids.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { BurstShare } from './burst-share.ts';
import { shareOf } from './share-of-limits.ts';
import { StandingRefusals } from './standing-refusals.ts';
import { TakenLog } from './taken-log.ts';

export type JoinedRateStoreParts = {
  readonly local: LocalRateStore;
  readonly openShared: (watcher: SharedRateStoreWatcher) => SharedRateStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: RandomSource;
  /** Processes that share the store, as long as this one has not met it and been told. */
  readonly processesMin: number;
  /** Told once when this process begins to decide alone, and once when it does not any more. */
  readonly onChange: (change: { readonly alone: boolean; readonly processes: number; readonly reason: string }) => void;
};

/** How long a start waits for the line: connecting takes a few milliseconds. */
const FIRST_MS_MAX = 500;
/** Between two signs of life. */
const PULSE_MS = 1_000;
/** Between two looks whether the store is back; no request waits for one. */
const RETRY_MS = 250;
/**
 * After a return, the time in which a process stays within its share: every other one finds the store within a look and a reconnection, 0.75 s, and
 * tells it then what it admitted alone.
 */
const SETTLE_MS = 1_500;
/** After a return, both stores have to agree for as long as the minute: the shared one may have forgotten what this process knows. */
const AGREE_MS = 60_000;
/** Identities that are told of at once, and at most between two signs of life: Redis takes 20,000 a second here. */
const TOLD_AT_ONCE = 50;
const TOLD_PER_PULSE = 2_000;

/**
 * The windows in the shared store while it answers, and in this process' own store, which counts along, while it does not: then each process
 * admits its share of the limits. What it admitted alone is told to the shared store when that is back.
 */
export class JoinedRateStore implements RateStore {
  readonly #parts: JoinedRateStoreParts;
  readonly #shared: SharedRateStore;
  readonly #log: TakenLog;
  readonly #refusals: StandingRefusals;
  readonly #bursts: BurstShare;
  readonly #ending = new AbortController();
  readonly #settling = new Map<string, Promise<void>>();
  /** Units that were asked of the shared store and not answered yet, while both have to agree. */
  readonly #asked = new Map<string, number>();
  #waking = new AbortController();
  #alone = true;
  #toldAlone = false;
  #reason = 'not connected yet';
  #processes: number;
  /** Null until the shared store was met. */
  #memory: string | null = null;
  #settledAtMs = 0;
  #agreedAtMs = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(parts: JoinedRateStoreParts) {
    this.#parts = parts;
    this.#processes = parts.processesMin;
    this.#log = new TakenLog(parts);
    this.#refusals = new StandingRefusals(parts.clock);
    this.#bursts = new BurstShare(parts.clock);
    this.#shared = parts.openShared({
      lost: (reason) => this.#lost(reason),
      reachable: () => this.#waking.abort(),
    });
  }

  /** Looks for the shared store from now on; resolves when it was found, or with `alone` told to `onChange`. */
  async start(): Promise<void> {
    await this.#sleep(FIRST_MS_MAX);
    await this.#pulse();
    if (this.#alone) this.#tell(this.#reason);
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#ending.abort();
    this.#waking.abort();
    await this.#running;
    await this.#shared.close();
  }

  take(request: RateRequest): RateDecision | Promise<RateDecision> {
    const standing = this.#refusals.of(request);
    if (standing !== null) return standing;
    if (this.#alone) return this.#takeAlone(request);
    const mustAgree = this.#parts.clock.monotonic() < this.#agreedAtMs;
    if (!mustAgree) return this.#takeShared(request);
    const own = this.#agree(request);
    return own.allowed ? this.#takeAgreed(request) : own;
  }

  look(request: RateRequest): RateDecision | Promise<RateDecision> {
    const own = this.known.look(request);
    if (this.#alone || !own.allowed) return own;
    // Whoever looks is told what is known here when the store does not answer.
    return this.#shared.look(request, this.#usedBefore(request)).catch(() => own);
  }

  /** What this process knows at once. When it refuses, `take` refuses; when it admits, the other processes have not been asked. */
  readonly known: Pick<LocalRateStore, 'look'> = {
    look: (request) => this.#refusals.of(request) ?? this.#parts.local.look(this.#inForce(request)),
  };

  /** Rejects with `DEPENDENCY_UNAVAILABLE` while this process decides alone. */
  async check(): Promise<void> {
    if (this.#alone) throw new CodedError('DEPENDENCY_UNAVAILABLE', `Redis cannot be used (${this.#reason}).`);
  }

  /** The request by the limits that this process holds itself to. */
  #inForce(request: RateRequest): RateRequest {
    const withinShare = this.#alone || this.#parts.clock.monotonic() < this.#settledAtMs;
    return withinShare ? shareOf(request, this.#processes) : request;
  }

  #takeAlone(request: RateRequest): RateDecision {
    const share = shareOf(request, this.#processes);
    const waitMs = this.#bursts.waitMs(share, this.#processes);
    if (waitMs > 0) return refusedByBurst(this.#parts.local.look(share), waitMs);
    const decision = this.#parts.local.take(share);
    if (decision.allowed) {
      this.#bursts.take(share, this.#processes);
      this.#log.noteOwed(request);
    }
    return decision;
  }

  async #takeShared(request: RateRequest): Promise<RateDecision> {
    const askedAtMs = this.#parts.clock.monotonic();
    const decision = await this.#askShared(request);
    if (decision === null) return this.#takeUnanswered(request);
    this.#refusals.note(request, decision, askedAtMs);
    this.#bursts.note(request.identity, decision, askedAtMs);
    if (decision.allowed) {
      this.#parts.local.charge(request);
      this.#log.noteTold(request, decision.today);
    }
    return decision;
  }

  /** One call that got no answer: what is at its limits gets nothing out of it while the others are answered. */
  #takeUnanswered(request: RateRequest): RateDecision {
    const refusal = this.#refusals.of(request) ?? (this.#alone ? null : this.#refusals.recentOf(request));
    return refusal ?? this.#takeAlone(request);
  }

  /** Null when the shared store does not decide. */
  async #askShared(request: RateRequest): Promise<SharedDecision | null> {
    const { identity } = request;
    try {
      // Not waited for: what is asked first is counted first, and what could not be told stays owed.
      if (this.#log.owes(identity)) this.#settle(identity).catch(() => undefined);
      return await this.#shared.take(request, this.#usedBefore(request));
    } catch (error) {
      this.#reason = reasonOf(error);
      return null;
    }
  }

  /** What is known of the date: what the shared store said last or, before it said anything, what this process kept over a restart. */
  #usedBefore({ identity, limits, cost }: RateRequest): UsedDay | null {
    const day = Math.floor(this.#parts.clock.now() / DAY_MS);
    const known = this.#log.knownOf(identity);
    if (limits.perDay === null || (known !== null && known.day >= day)) return known;
    const { windows } = this.#parts.local.look({ identity, limits, lowered: null, cost });
    const today = windows.find(({ window }) => window === 'per_day');
    return today === undefined ? known : { day, used: today.limit - today.left };
  }

  /** The own decision, with what is asked already: many calls of one identity at once are not more than this process would admit. */
  #agree(request: RateRequest): RateDecision {
    const asked = this.#asked.get(request.identity) ?? 0;
    return this.#parts.local.look({ ...this.#inForce(request), cost: request.cost + asked });
  }

  async #takeAgreed(request: RateRequest): Promise<RateDecision> {
    const { identity, cost } = request;
    this.#asked.set(identity, cost + (this.#asked.get(identity) ?? 0));
    try {
      return await this.#takeShared(request);
    } finally {
      const left = (this.#asked.get(identity) ?? 0) - cost;
      if (left > 0) this.#asked.set(identity, left);
      else this.#asked.delete(identity);
    }
  }

  /** Tells the shared store what an identity owes; calls of one identity wait for one telling. */
  #settle(identity: string): Promise<void> {
    const running = this.#settling.get(identity);
    if (running !== undefined) return running;
    const debt = this.#log.debtOf(identity);
    if (debt === null) return Promise.resolve();
    const telling = this.#shared
      .settle(debt)
      .then(() => this.#log.notePaid(identity, debt.name))
      .finally(() => this.#settling.delete(identity));
    this.#settling.set(identity, telling);
    return telling;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await this.#sleep(this.#alone || this.#log.hasDebts ? RETRY_MS : PULSE_MS);
      if (!signal.aborted) await this.#pulse();
    }
  }

  /** Until the time is over or there is reason to look at once. */
  async #sleep(ms: number): Promise<void> {
    await this.#parts.scheduler.sleep(ms, this.#waking.signal);
    this.#waking = new AbortController();
  }

  async #pulse(): Promise<void> {
    try {
      const { processes, memory } = await this.#shared.pulse();
      this.#processes = processes;
      this.#found(memory);
      await this.#settleAll();
    } catch (error) {
      // One sign of life that went wrong says no more than one call; the breaker and the line tell when the store is lost.
      this.#reason = reasonOf(error);
    }
  }

  #found(memory: string): void {
    const met = this.#memory !== null;
    const forgot = met && memory !== this.#memory;
    this.#memory = memory;
    if (forgot) this.#log.noteForgotten();
    const returned = this.#alone;
    this.#alone = false;
    if (!returned && !forgot) return;
    const nowMs = this.#parts.clock.monotonic();
    if (met || this.#log.hasDebts) {
      this.#settledAtMs = nowMs + SETTLE_MS;
      this.#agreedAtMs = nowMs + AGREE_MS;
    }
    // A start that finds the store has nothing to tell.
    if (returned && this.#toldAlone) this.#tell('');
  }

  async #settleAll(): Promise<void> {
    const owing = this.#log.owing(TOLD_PER_PULSE).toReversed();
    for (let i = 0; i < owing.length && !this.#alone; i += TOLD_AT_ONCE)
      await Promise.all(owing.slice(i, i + TOLD_AT_ONCE).map((identity) => this.#settle(identity)));
  }

  #lost(reason: string): void {
    this.#reason = reason;
    if (this.#alone || this.#ending.signal.aborted) return;
    this.#alone = true;
    this.#waking.abort();
    this.#tell(reason);
  }

  #tell(reason: string): void {
    this.#toldAlone = this.#alone;
    this.#parts.onChange({ alone: this.#alone, processes: this.#processes, reason });
  }
}

/** The decision of the own windows, refused by the burst whatever they say. */
function refusedByBurst(own: RateDecision, waitMs: number): RateDecision {
  const others = own.violated.filter((window) => window !== 'burst');
  return {
    ...{ allowed: false, withinContract: false, windows: own.windows },
    retryAfterMs: Math.max(waitMs, own.retryAfterMs),
    violated: waitMs >= own.retryAfterMs ? ['burst', ...others] : [...others, 'burst'],
  };
}

function reasonOf(error: unknown): string {
  return isCodedError(error) ? error.code : 'the call failed';
}
