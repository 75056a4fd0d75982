import type { Settings } from '../config/schema.ts';
import { AutoTuner } from '../core/advice/auto-tuner.ts';
import { readUsage } from '../core/advice/read-usage.ts';
import { TuningService } from '../core/advice/tuning-service.ts';
import { UsageMemory } from '../core/advice/usage-memory.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { systemClock } from '../shared/clock.ts';
import { systemScheduler } from '../shared/scheduler.ts';
import type { BackgroundLog } from './background-log.ts';
import { reportFailure } from './report-failure.ts';

export type AdviceParts = {
  readonly records: Pick<RecordStore, 'saved' | 'history' | 'activity'>;
  readonly telemetry: Telemetry;
  readonly log: BackgroundLog;
  readonly settings: Pick<Settings, 'history' | 'autoTuning'>;
};

/** What learns how a tenant fares, and what follows from it. Without history nothing is learned; what was tuned before stays in force. */
export function createAdvice({ records, telemetry, log, settings }: AdviceParts) {
  const onError = (error: unknown, message: string): void =>
    reportFailure({ telemetry, log }, { component: 'advice', error, message });
  const usage = new UsageMemory((tenant) => {
    if (settings.autoTuning) tuner.learned(tenant);
  });
  const tuning = new TuningService({ saved: records.saved, clock: systemClock, usage });
  const tuner = new AutoTuner({
    tuning,
    onApplied: (tenant, { proposalId, reason }) =>
      log.warn({ tenant, proposal_id: proposalId, reason }, 'a tuning proposal was applied unasked'),
    onError: (error) => onError(error, 'tuning proposals could not be applied'),
  });
  const stopping = new AbortController();
  let reading: Promise<void> = Promise.resolve();
  return {
    app: { usage, tuning, autoTuning: settings.autoTuning },
    listeners: settings.history ? [usage] : [],
    start() {
      if (!settings.history) return;
      const { history, activity } = records;
      reading = readUsage({ usage, history, activity, scheduler: systemScheduler }, stopping.signal).catch(
        (error: unknown) => onError(error, 'past queries could not be read: recommendations know only new ones'),
      );
    },
    async stop() {
      stopping.abort();
      await reading;
      await tuner.settled();
    },
  };
}
