import { MemoryRateStore } from '../adapters/memory/rate/memory-rate-store.ts';
import type { Settings } from '../config/schema.ts';
import { DurableDays } from '../core/limiter/durable-days.ts';
import { KeyUsage } from '../core/limiter/key-usage.ts';
import { RateLimiter } from '../core/limiter/rate-limiter.ts';
import { TierTable } from '../core/limiter/tier-table.ts';
import type { Tier } from '../core/limiter/tiers.ts';
import { UsageReports } from '../core/limiter/usage-report.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { type Clock, systemClock } from '../shared/clock.ts';
import { systemRandom } from '../shared/ids.ts';
import { systemScheduler } from '../shared/scheduler.ts';
import type { BackgroundLog } from './background-log.ts';
import { openRateStore } from './rate-store.ts';
import { reportFailure } from './report-failure.ts';

export type LimitsParts = {
  readonly settings: Pick<Settings, 'redisUrl'>;
  readonly tiers: readonly Tier[];
  readonly records: Pick<RecordStore, 'usage' | 'quotas'>;
  readonly telemetry: Telemetry;
  readonly log: BackgroundLog;
  /** Share of the limits that is in force for a tier, from 0 to 1. */
  readonly factorOf: (tier: string) => number;
  /** The system's unless told. */
  readonly clock?: Clock;
};

/** The least that more than one process can be; a process that finds its Redis knows how many there are. */
const PROCESSES_MIN = 2;

const USAGE_LATE = 'usage of keys could not be written: it is kept and tried again';
const QUOTAS_LATE = 'quotas could not be set aside: calls that need them are refused until they can';

/**
 * The limits of keys and tiers, with quotas as earlier processes left them, and the usage of keys. `stop` after the last call and before the
 * records are closed.
 */
export async function createLimits(parts: LimitsParts) {
  const { settings, tiers, records, telemetry, log, factorOf, clock = systemClock } = parts;
  const time = { clock, scheduler: systemScheduler, random: systemRandom };
  const report = (message: string) => (error: unknown) =>
    reportFailure({ telemetry, log }, { component: 'limits', error, message });
  const local = new MemoryRateStore(time);
  const usage = new KeyUsage({ ...time, store: records.usage, onFailure: report(USAGE_LATE) });
  const quotas = new DurableDays({ ...time, local, quotas: records.quotas, onFailure: report(QUOTAS_LATE) });
  const { redisUrl } = settings;
  const joined = await openRateStore({ ...time, redisUrl, local, telemetry, log, processesMin: PROCESSES_MIN });
  await quotas.start();
  // With Redis, dates are counted there, for all processes.
  const [store, known] = redisUrl === null ? [quotas, local] : [joined.store, joined.known];
  const limits = new RateLimiter({ store, local: known, tiers: new TierTable(tiers), factorOf, usage });
  return {
    app: { limits, usageReports: new UsageReports({ limiter: limits, usage, clock }) },
    checks: joined.checks,
    async stop(): Promise<void> {
      await joined.close();
      await quotas.close().catch(report(QUOTAS_LATE));
      await usage.close().catch(report(USAGE_LATE));
    },
  };
}
