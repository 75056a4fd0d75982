import { percentile } from '../test/support/percentiles.ts';
import type { BenchRow } from './suite.ts';

/** Runs `work` `warm + count` times, one after the other, and gives the milliseconds of the last `count`. */
export async function timesOf(
  work: (i: number) => unknown,
  { count, warm, signal }: { count: number; warm: number; signal?: AbortSignal | undefined },
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < warm + count; i++) {
    signal?.throwIfAborted();
    const start = performance.now();
    await work(i);
    if (i >= warm) times.push(performance.now() - start);
  }
  return times;
}

/** A row of latencies; its value is the median. */
export function latencyRow(name: string, times: readonly number[], note?: string): BenchRow {
  const at = (share: number): number => percentile(times, share);
  const row = { name, unit: 'ms', value: at(0.5), p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  return note === undefined ? row : { ...row, note };
}
