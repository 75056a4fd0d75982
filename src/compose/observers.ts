import type { IngestObserver } from '../core/ingest/ingest-observer.ts';
import type { QueryObserver } from '../core/query/query-service.ts';
import type { Trace } from '../core/query/trace.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import { isCodedError } from '../shared/errors.ts';
import type { BackgroundLog } from './background-log.ts';

/** Queries into metrics: the trace is the one record, so the stages' series come from it too. What fails behind them goes into the log. */
export function queryObserver(telemetry: Telemetry, log: BackgroundLog): QueryObserver {
  return {
    answered({ patternUsed, toolUsed, answered, durationMs, confidence, trace }) {
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
      const code = isCodedError(error) ? error.code : 'SERVER_INTERNAL';
      telemetry.error({ code, component: 'query' });
      log.warn({ code, err: error }, 'an answer that has left was not remembered whole');
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
      const code = isCodedError(error) ? error.code : 'SERVER_INTERNAL';
      telemetry.error({ code, component: 'ingest' });
      log.warn({ step, code, err: error, delay_ms: delayMs }, 'a step of ingestion failed and is tried again');
    },
  };
}
