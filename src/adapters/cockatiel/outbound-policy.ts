import {
  type BulkheadPolicy,
  BulkheadRejectedError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  halfJitterGenerator,
  handleAll,
  isBrokenCircuitError,
} from 'cockatiel';
import type { BreakerState, OutboundPolicy } from '../../ports/outbound-policy.ts';
import { assert } from '../../shared/assert.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { CallWindow } from './call-window.ts';

/** What one dependency allows; times in milliseconds. */
export type OutboundPolicyOptions = {
  /** Its name in messages. */
  readonly dependency: string;
  /** A call that takes longer is not waited for. */
  readonly timeoutMs: number;
  /** A call that takes longer is slow: it counts towards opening, and fails a test. */
  readonly slowMs: number;
  /** Calls at once; there is no queue behind them. */
  readonly inFlightMax: number;
  /** How long the breaker stays open at first, and at most: it doubles with each failed test, and half of it is random. */
  readonly openMs: { readonly first: number; readonly max: number };
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly onState?: (state: BreakerState) => void;
};

/** Calls in a row that have to be good before a dependency is trusted again. */
const TESTS = 3;

/** The one place where calls to other services get their deadline, their breaker and their bound. */
export function createOutboundPolicy(options: OutboundPolicyOptions): OutboundPolicy {
  return new CockatielPolicy(options);
}

class CockatielPolicy implements OutboundPolicy {
  readonly #options: OutboundPolicyOptions;
  readonly #window: CallWindow;
  readonly #bulkhead: BulkheadPolicy;
  readonly #breaker: CircuitBreakerPolicy;
  /** The calls that are waited for, in the order they were made. */
  readonly #waiting = new Set<Waiting>();
  #expiring: Promise<void> | null = null;

  constructor(options: OutboundPolicyOptions) {
    const { first, max } = options.openMs;
    assert(first <= max, 'a breaker opens for at most its longest time');
    const window = new CallWindow(options.clock);
    this.#options = options;
    this.#window = window;
    this.#bulkhead = bulkhead(options.inFlightMax, 0);
    this.#breaker = circuitBreaker(handleAll.orWhenResult(isSlow), {
      // The calls are recorded where they are timed; the breaker only asks what they add up to.
      breaker: { state: null, success: () => undefined, failure: () => window.speaksForOpening },
      halfOpenAfter: new ExponentialBackoff({ initialDelay: first, maxDelay: max, generator: halfJitterGenerator }),
      halfOpenSampling: { calls: TESTS, threshold: 0 },
    });
    this.#breaker.onStateChange(() => this.#changed());
  }

  get state(): BreakerState {
    const { state } = this.#breaker;
    if (state === CircuitState.Closed) return 'closed';
    return state === CircuitState.HalfOpen ? 'half_open' : 'open';
  }

  async run<T>(call: () => Promise<T>): Promise<T> {
    try {
      const timed = await this.#bulkhead.execute(() => this.#breaker.execute(() => this.#timed(call)));
      return timed.value;
    } catch (error) {
      throw isBrokenCircuitError(error) || error instanceof BulkheadRejectedError
        ? this.#unavailable('is not asked now', error)
        : error;
    }
  }

  async probe<T>(call: () => Promise<T>): Promise<T> {
    let answer = await this.run(call);
    for (let i = 1; i < TESTS && this.state === 'half_open'; i++) answer = await this.run(call);
    return answer;
  }

  async #timed<T>(call: () => Promise<T>): Promise<Timed<T>> {
    const { clock, slowMs, timeoutMs } = this.#options;
    const sinceMs = clock.monotonic();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const waiting = {
      dueMs: sinceMs + timeoutMs,
      giveUp: (): void => reject(this.#unavailable('did not answer in time')),
    };
    this.#waiting.add(waiting);
    this.#expiring ??= this.#expire();
    call().then(resolve, reject);
    let outcome: 'good' | 'slow' | 'failed' = 'failed';
    try {
      const value = await promise;
      outcome = clock.monotonic() - sinceMs > slowMs ? 'slow' : 'good';
      return new Timed(value, outcome === 'slow');
    } finally {
      this.#waiting.delete(waiting);
      this.#window.record(outcome);
    }
  }

  /** Gives up calls as their deadlines pass, in the order they were made; ends when nobody waits. One timer for all: most calls never need theirs. */
  async #expire(): Promise<void> {
    const { clock, scheduler } = this.#options;
    for (let [oldest] = this.#waiting; oldest !== undefined; [oldest] = this.#waiting) {
      await scheduler.sleep(Math.max(0, oldest.dueMs - clock.monotonic()));
      // Timers run before sockets are read: an answer that came while the event loop was busy is not late.
      await scheduler.yieldToLoop();
      const nowMs = clock.monotonic();
      for (const waiting of this.#waiting) {
        if (waiting.dueMs > nowMs) break;
        this.#waiting.delete(waiting);
        waiting.giveUp();
      }
    }
    this.#expiring = null;
  }

  #changed(): void {
    const { state } = this;
    if (state === 'closed') this.#window.clear();
    // Whoever still waits would wait for the deadline.
    if (state === 'open') for (const { giveUp } of this.#waiting) giveUp();
    this.#options.onState?.(state);
  }

  #unavailable(what: string, cause?: unknown): CodedError {
    return new CodedError('DEPENDENCY_UNAVAILABLE', `${this.#options.dependency} ${what}. Try again in a moment.`, {
      cause,
    });
  }
}

type Waiting = { readonly dueMs: number; readonly giveUp: () => void };

/** An answer, and whether it took too long. */
class Timed<T> {
  readonly value: T;
  readonly isSlow: boolean;

  constructor(value: T, isSlow: boolean) {
    this.value = value;
    this.isSlow = isSlow;
  }
}

function isSlow(result: unknown): boolean {
  return result instanceof Timed && result.isSlow;
}
