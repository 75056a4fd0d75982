import { createProcessGauge } from '../adapters/event-loop/process-gauge.ts';
import { TierTable } from '../core/limiter/tier-table.ts';
import type { Tier } from '../core/limiter/tiers.ts';
import { AdaptiveLimits } from '../core/overload/adaptive-limits.ts';
import { InFlightShedding } from '../core/overload/in-flight-shedding.ts';
import { loadRatio } from '../core/overload/load-ratio.ts';
import { Turns } from '../core/overload/turns.ts';
import type { ProcessGauge } from '../ports/load-gauge.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Clock } from '../shared/clock.ts';
import type { Scheduler } from '../shared/scheduler.ts';
import type { BackgroundLog } from './background-log.ts';

/** Milliseconds between two looks at the load: the beat of the adaptive limits. */
const BEAT_MS = 1_000;

export type OverloadParts = {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly telemetry: Pick<Telemetry, 'load' | 'inFlight' | 'limitFactor'>;
  readonly log: Pick<BackgroundLog, 'warn'>;
  readonly tiers: readonly Tier[];
  /** Calls of one class at work at once, at most. */
  readonly inFlightMax: number;
  readonly openGauge?: () => ProcessGauge;
};

/** Milliseconds between two lines about calls that were shed: they come by the hundred a second, and are counted. */
const SHED_LOG_MS = 10_000;

/** What protects the process: places in flight, and the share of its limits that each tier has for now. */
export function createOverload(parts: OverloadParts) {
  const { clock, scheduler, telemetry, log, tiers, inFlightMax, openGauge = createProcessGauge } = parts;
  const table = new TierTable(tiers);
  const ceilingOf = (tier: string): number => table.of(tier).ceiling;
  const shedding = new InFlightShedding({ clock, turns: new Turns(scheduler), inFlightMax, ceilingOf });
  const adaptive = new AdaptiveLimits(tiers);
  const gauge = openGauge();
  const shedLog = new ShedLog(clock, log);
  const stopping = new AbortController();

  const beat = (): void => {
    const classes = shedding.figures();
    const inFlight = Math.max(...classes.map(({ load }) => load));
    adaptive.observe(loadRatio({ reading: gauge.read(), inFlight, memoryBytesMax: gauge.memoryBytesMax }));
    shedLog.add(classes);
    telemetry.load(adaptive.load);
    for (const figures of classes) telemetry.inFlight(figures.workClass, figures);
    for (const { tier, factor } of adaptive.factors()) telemetry.limitFactor(tier, factor);
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      beat();
      await scheduler.sleep(BEAT_MS, stopping.signal);
    }
  };
  const running = run();

  return {
    shedding,
    factorOf: (tier: string): number => adaptive.factorOf(table.of(tier).name),
    async stop(): Promise<void> {
      stopping.abort();
      await running;
      gauge.close();
    },
  };
}

/** Tells of the calls that were shed, together. */
class ShedLog {
  readonly #clock: Clock;
  readonly #log: Pick<BackgroundLog, 'warn'>;
  #shed: Record<string, number> = {};
  #sinceMs: number | null = null;

  constructor(clock: Clock, log: Pick<BackgroundLog, 'warn'>) {
    this.#clock = clock;
    this.#log = log;
  }

  /** What was refused since the last beat. */
  add(classes: readonly { readonly workClass: string; readonly refused: number }[]): void {
    for (const { workClass, refused } of classes) {
      if (refused === 0) continue;
      this.#sinceMs ??= this.#clock.monotonic();
      this.#shed[workClass] = (this.#shed[workClass] ?? 0) + refused;
    }
    if (this.#sinceMs === null || this.#clock.monotonic() - this.#sinceMs < SHED_LOG_MS) return;
    this.#log.warn({ shed: this.#shed }, 'calls were shed: more came than could be finished in time');
    this.#shed = {};
    this.#sinceMs = null;
  }
}
