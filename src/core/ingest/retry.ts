import type { Scheduler } from '../../shared/scheduler.ts';
import type { IngestObserver } from './ingest-observer.ts';

/** Milliseconds before the second attempt; each later wait is twice the one before it. */
const DELAY_FIRST_MS = 100;
/** Longest wait: a store that is back is noticed within seconds. */
const DELAY_MAX_MS = 5_000;

export type Persistence = {
  readonly scheduler: Scheduler;
  readonly observer: IngestObserver;
  readonly signal: AbortSignal;
};

/**
 * Repeats `task` until it succeeds, with growing waits, because what it makes durable must not be lost; so the only bound is
 * the signal, whose reason it then rejects with. `isFinal` errors are thrown at once.
 */
export async function persist<T>(
  step: string,
  { scheduler, observer, signal }: Persistence,
  task: () => Promise<T>,
  isFinal: (error: unknown) => boolean = () => false,
): Promise<T> {
  for (let delayMs = DELAY_FIRST_MS; ; delayMs = Math.min(DELAY_MAX_MS, delayMs * 2)) {
    signal.throwIfAborted();
    try {
      return await task();
    } catch (error) {
      if (isFinal(error) || signal.aborted) throw error;
      observer.retrying({ step, error, delayMs });
    }
    await scheduler.sleep(delayMs, signal);
  }
}
