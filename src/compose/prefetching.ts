import { createEventLoopGauge } from '../adapters/event-loop/event-loop-gauge.ts';
import type { Settings } from '../config/schema.ts';
import type { NextQueries } from '../core/learning/next-queries.ts';
import { Prefetcher } from '../core/prefetch/prefetcher.ts';
import type { QueryService } from '../core/query/query-service.ts';
import type { QueryPorts } from '../core/query/stage.ts';
import type { LoadGauge } from '../ports/load-gauge.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { BackgroundLog } from './background-log.ts';
import { reportFailure } from './report-failure.ts';

export type PrefetchingParts = {
  readonly queries: QueryService;
  readonly next: NextQueries;
  readonly ports: QueryPorts;
  readonly telemetry: Telemetry;
  readonly log: BackgroundLog;
  /** Without history nothing is learned that could be predicted. */
  readonly settings: Pick<Settings, 'prefetch' | 'history'>;
  readonly openGauge?: () => LoadGauge;
};

/** Likely next questions asked ahead; nothing when it is switched off or there is no cache to keep their answers in. */
export function startPrefetching(parts: PrefetchingParts) {
  const { queries, next, ports, telemetry, log, settings, openGauge = createEventLoopGauge } = parts;
  if (!settings.prefetch || !settings.history || !ports.answers.isOn)
    return { historyListeners: [], stop: async () => undefined };
  const gauge = openGauge();
  const prefetcher = new Prefetcher({
    run: (request, principal, signal) => queries.run(request, principal, signal),
    next,
    gauge,
    clock: ports.clock,
    scheduler: ports.scheduler,
    onOutcome(outcome, error) {
      telemetry.prefetched(outcome);
      if (outcome !== 'failed') return;
      const message = 'a likely next question could not be asked ahead of time';
      reportFailure({ telemetry, log }, { component: 'prefetch', error, message });
    },
  });
  queries.follow(prefetcher);
  const stop = async (): Promise<void> => {
    await prefetcher.stop();
    gauge.close();
  };
  return { historyListeners: [prefetcher], stop };
}
