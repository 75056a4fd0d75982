import type { IngestObserver } from '../core/ingest/ingest-observer.ts';
import type { QueryObserver } from '../core/query/query-service.ts';
import type { Trace } from '../core/query/trace.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { BackgroundLog } from './background-log.ts';
import { reportFailure } from './report-failure.ts';

/** Queries into metrics: the trace is the one record, so the stages' series come from it too. What fails behind them goes into the log. */
export function queryObserver(telemetry: Telemetry, log: BackgroundLog): QueryObserver {
  return {
    answered({ patternUsed, toolUsed, answered, durationMs, confidence, trace }, { tier }) {
      telemetry.queryByTier(tier);
      cacheLookUp(telemetry, trace);
      telemetry.query({
        pattern: patternUsed,
        tool: toolUsed,
        status: answered ? 'answered' : 'unanswered',
        durationMs,
        confidence,
        stages: trace.spans.map(({ name, durationMs: stageMs }) => ({ stage: name, durationMs: stageMs })),
      });
    },
    failed: (_error, { pattern, tool }) => telemetry.queryFailed({ pattern, tool }),
    rememberFailed(error) {
      const message = 'an answer that has left was not remembered whole';
      reportFailure({ telemetry, log }, { component: 'query', error, message });
    },
  };
}

function cacheLookUp(telemetry: Telemetry, { spans }: Trace): void {
  const detail = spans.find(({ name }) => name === 'cache')?.detail;
  if (detail === undefined) return;
  const cause = String(detail['cause']);
  if (detail['result'] === 'miss') telemetry.cacheMiss({ cache: 'answer', reason: cause });
  else telemetry.cacheHit({ cache: 'answer', result: cause });
}

/** Ingestion into metrics, and what it has to try again into the log. */
export function ingestObserver(telemetry: Telemetry, log: BackgroundLog): IngestObserver {
  return {
    documents: (status, count) => telemetry.documents(status, count),
    retrying({ step, error, delayMs }) {
      const message = 'a step of ingestion failed and is tried again';
      reportFailure({ telemetry, log }, { component: 'ingest', error, message, fields: { step, delay_ms: delayMs } });
    },
  };
}
