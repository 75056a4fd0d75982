import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { LoadGauge } from '../../ports/load-gauge.ts';

/** Milliseconds between two looks at the loop: a hundred wake-ups a second, some tenths of a percent of a core. */
const RESOLUTION_MS = 10;
const NANOSECONDS_PER_MS = 1e6;
/** The worst twentieth is left out: one collection of garbage makes no busy server. */
const PERCENTILE = 95;

/** The lag of this process's own event loop. */
export function createEventLoopGauge(): LoadGauge {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    eventLoopLagMs() {
      const lagMs = delay.count === 0 ? 0 : delay.percentile(PERCENTILE) / NANOSECONDS_PER_MS - RESOLUTION_MS;
      delay.reset();
      return Math.max(0, lagMs);
    },
    close: () => void delay.disable(),
  };
}
