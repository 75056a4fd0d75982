import type { ProcessReading } from '../../ports/load-gauge.ts';

/** Timers that come so late are as bad as a process that is full. */
export const LOOP_DELAY_MS_MAX = 200;

export type LoadSources = {
  readonly reading: ProcessReading;
  /** The share of its places that the fullest class of work took on average, from 0 to 1. */
  readonly inFlight: number;
  /** Bytes the process may have resident. */
  readonly memoryBytesMax: number;
};

/**
 * How full the process is: its scarcest resource, from 0 to 1. More than full counts as full, so that a single stall of many seconds (a
 * suspended machine) weighs no more than one busy second.
 */
export function loadRatio({ reading, inFlight, memoryBytesMax }: LoadSources): number {
  const { eventLoopUtilisation, eventLoopDelayP99Ms, rssBytes } = reading;
  const highest = Math.max(
    inFlight,
    eventLoopUtilisation,
    eventLoopDelayP99Ms / LOOP_DELAY_MS_MAX,
    rssBytes / memoryBytesMax,
  );
  return Math.min(1, highest);
}
