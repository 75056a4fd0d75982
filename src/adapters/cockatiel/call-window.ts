import type { Clock } from '../../shared/clock.ts';

/** How a call ended, as the breaker sees it. */
export type CallOutcome = 'good' | 'slow' | 'failed';

/** What is looked at: the calls of the last ten seconds, counted by the second. */
const WINDOW_SECONDS = 10;
/** Fewer calls say nothing by their share. */
const CALLS_MIN = 20;
const FAILED_SHARE = 0.5;
const SLOW_SHARE = 0.8;
/** Slow calls of fewer seconds are one hiccup, here or there: calls that began together are slow together. */
const SLOW_SECONDS_MIN = 3;
/**
 * Failures in a row that say it without a share: after ten busy seconds it would take five more of failures to reach the half, and each of
 * those calls waits for its deadline.
 */
const FAILED_IN_A_ROW = 5;
/** And over at least so long: calls that were in flight together fail together when the machine is busy for a moment. */
const FAILED_MS_MIN = 200;

type Second = { second: number; calls: number; failed: number; slow: number };

/** Whether the latest calls speak for opening the breaker. */
export class CallWindow {
  readonly #clock: Clock;
  readonly #seconds: Second[] = Array.from({ length: WINDOW_SECONDS }, () => emptySecond(-1));
  #failedInARow = 0;
  #failedSinceMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  record(outcome: CallOutcome): void {
    const second = Math.floor(this.#clock.monotonic() / 1_000);
    const place = second % WINDOW_SECONDS;
    let counts = this.#seconds[place];
    if (counts === undefined || counts.second !== second) {
      counts = emptySecond(second);
      this.#seconds[place] = counts;
    }
    counts.calls += 1;
    if (outcome === 'failed') counts.failed += 1;
    if (outcome === 'slow') counts.slow += 1;
    if (outcome === 'failed' && this.#failedInARow === 0) this.#failedSinceMs = this.#clock.monotonic();
    this.#failedInARow = outcome === 'failed' ? this.#failedInARow + 1 : 0;
  }

  get speaksForOpening(): boolean {
    const failedMs = this.#clock.monotonic() - this.#failedSinceMs;
    if (this.#failedInARow >= FAILED_IN_A_ROW && failedMs >= FAILED_MS_MIN) return true;
    const oldest = Math.floor(this.#clock.monotonic() / 1_000) - WINDOW_SECONDS;
    let [calls, failed, slow, slowSeconds] = [0, 0, 0, 0];
    for (const second of this.#seconds) {
      if (second.second <= oldest) continue;
      calls += second.calls;
      failed += second.failed;
      slow += second.slow;
      if (second.slow > 0) slowSeconds += 1;
    }
    if (calls < CALLS_MIN) return false;
    return failed >= calls * FAILED_SHARE || (slowSeconds >= SLOW_SECONDS_MIN && slow >= calls * SLOW_SHARE);
  }

  /** Forgets every call: what was before an outage says nothing about what comes after it. */
  clear(): void {
    for (const second of this.#seconds) second.second = -WINDOW_SECONDS;
    this.#failedInARow = 0;
  }
}

function emptySecond(second: number): Second {
  return { second, calls: 0, failed: 0, slow: 0 };
}
