import { setImmediate as nextTurn } from 'node:timers/promises';

/** Waiting as a port, beside `Clock`: nothing that waits is tied to real time in a test. */
export interface Scheduler {
  /** Resolves after `ms` milliseconds, or at once when the signal is aborted (look at it afterwards). Never rejects, never keeps the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Lets everything else that is ready on the event loop run first. */
  yieldToLoop(): Promise<void>;
}

export const systemScheduler: Scheduler = {
  sleep(ms, signal) {
    if (signal?.aborted === true) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      timer.unref();
      signal?.addEventListener('abort', wake);
    });
  },
  async yieldToLoop() {
    await nextTurn();
  },
};

/** A scheduler whose sleeps end only by `advance` (in the order of their times) or their signals. */
export function manualScheduler(): Scheduler & { advance(ms: number): void; readonly sleeping: number } {
  const sleepers = new Set<{ dueMs: number; wake: () => void }>();
  let nowMs = 0;
  return {
    sleep(ms, signal) {
      if (signal?.aborted === true) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper = { dueMs: nowMs + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => sleepers.delete(sleeper) && resolve(), { once: true });
      });
    },
    yieldToLoop: () => systemScheduler.yieldToLoop(),
    advance(ms) {
      nowMs += ms;
      const due = [...sleepers].filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs);
      for (const sleeper of due) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
    get sleeping() {
      return sleepers.size;
    },
  };
}
