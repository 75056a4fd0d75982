import { totalmem } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { ProcessGauge } from '../../ports/load-gauge.ts';

/** Milliseconds between two looks at the loop. */
const RESOLUTION_MS = 10;
const NANOSECONDS_PER_MS = 1e6;
const PERCENTILE = 99;

/** Event loop and memory of this process. */
export function createProcessGauge(): ProcessGauge {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let before = performance.eventLoopUtilization();
  return {
    read() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      const delayMs = delay.count === 0 ? 0 : delay.percentile(PERCENTILE) / NANOSECONDS_PER_MS - RESOLUTION_MS;
      delay.reset();
      return {
        // Two readings within one turn of the loop have no time between them.
        eventLoopUtilisation: Number.isFinite(utilization) ? utilization : 0,
        eventLoopDelayP99Ms: Math.max(0, delayMs),
        rssBytes: process.memoryUsage.rss(),
      };
    },
    memoryBytesMax: memoryBytesMax(process.constrainedMemory(), totalmem()),
    close: () => void delay.disable(),
  };
}

/** Bytes a process may hold: a control group says 0, or more than there is, when it sets no limit. */
export function memoryBytesMax(constrainedBytes: number, machineBytes: number): number {
  return constrainedBytes > 0 && constrainedBytes < machineBytes ? constrainedBytes : machineBytes;
}
