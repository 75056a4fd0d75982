import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../test/support/percentiles.ts';

/** What a load showed; durations in milliseconds. */
export type LoadResult = {
  readonly count: number;
  readonly failed: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
};

type Shot = (index: number) => Promise<boolean>;

/** Requests on the way at once in an open loop: beyond it the server is lost, and the rest count as failed. */
const WAITING_MAX = 5_000;

/**
 * Open loop: request i leaves at i / rate whatever the server does, and its latency counts from then, so that a server
 * that stalls is charged for everyone who had to wait.
 */
export async function openLoop(options: {
  readonly perSecond: number;
  readonly seconds: number;
  readonly shot: Shot;
}): Promise<LoadResult> {
  const total = Math.round(options.perSecond * options.seconds);
  const durations: number[] = [];
  const waiting = new Set<Promise<void>>();
  let failed = 0;
  const startedMs = performance.now();
  for (let i = 0; i < total; i++) {
    const dueMs = startedMs + (i * 1000) / options.perSecond;
    while (performance.now() < dueMs) await delay(Math.max(0, Math.min(1, dueMs - performance.now())));
    if (waiting.size >= WAITING_MAX) {
      failed++;
      continue;
    }
    const flight = fly(options.shot, i, dueMs).then((durationMs) => {
      if (durationMs === null) failed++;
      else durations.push(durationMs);
      waiting.delete(flight);
    });
    waiting.add(flight);
  }
  await Promise.all(waiting);
  return summarise(durations, failed, performance.now() - startedMs);
}

/** Closed loop: `workers` clients, each sends its next request when the last was answered. Shows capacity, not latency. */
export async function closedLoop(options: {
  readonly workers: number;
  readonly count: number;
  readonly shot: Shot;
}): Promise<LoadResult> {
  const durations: number[] = [];
  let failed = 0;
  let next = 0;
  const startedMs = performance.now();
  const worker = async (): Promise<void> => {
    while (next < options.count) {
      const durationMs = await fly(options.shot, next++, performance.now());
      if (durationMs === null) failed++;
      else durations.push(durationMs);
    }
  };
  await Promise.all(Array.from({ length: options.workers }, worker));
  return summarise(durations, failed, performance.now() - startedMs);
}

async function fly(shot: Shot, index: number, dueMs: number): Promise<number | null> {
  try {
    return (await shot(index)) ? performance.now() - dueMs : null;
  } catch {
    return null;
  }
}

function summarise(durations: readonly number[], failed: number, tookMs: number): LoadResult {
  return {
    count: durations.length,
    failed,
    perSecond: durations.length / (tookMs / 1000),
    p50: percentile(durations, 0.5),
    p95: percentile(durations, 0.95),
    p99: percentile(durations, 0.99),
    max: durations.reduce((top, value) => Math.max(top, value), 0),
  };
}
