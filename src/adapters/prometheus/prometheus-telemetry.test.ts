import { describe, expect, it } from 'vitest';
import { prometheusTelemetry } from './prometheus-telemetry.ts';

describe('prometheusTelemetry', () => {
  it('keeps every family under its prefix, in base units', async () => {
    const telemetry = prometheusTelemetry({ version: '1.2.3', processMetrics: true });
    telemetry.query({
      pattern: 'fast',
      tool: 'answer',
      status: 'answered',
      durationMs: 12,
      confidence: 0.85,
      stages: [{ stage: 'retrieve', durationMs: 3 }],
    });
    telemetry.queryFailed({ pattern: 'fast', tool: 'answer' });
    telemetry.documents('indexed', 3);
    telemetry.error({ code: 'RECORDS_UNAVAILABLE', component: 'ingest' });
    telemetry.cacheHit({ cache: 'answer', result: 'exact' });
    telemetry.cacheMiss({ cache: 'answer', reason: 'outdated' });
    telemetry.prefetched('stored');
    telemetry.load(0.5);
    telemetry.inFlight('query', { inFlight: 2.5, limit: 20, waiting: 3 });
    telemetry.limitFactor('free', 0.25);
    const meter = telemetry.request({ route: '/api/query', method: 'POST' });
    for (const status of [200, 204, 503]) meter.observe(status, 20);
    const { text } = await telemetry.scrape();
    for (const line of [
      'queryloom_load_ratio 0.5',
      'queryloom_in_flight{class="query"} 2.5',
      'queryloom_in_flight_limit{class="query"} 20',
      'queryloom_in_flight_waiting{class="query"} 3',
      'queryloom_rate_limit_factor{tier="free"} 0.25',
      'queryloom_queries_total{pattern="fast",tool="answer",status="answered"} 1',
      'queryloom_queries_total{pattern="fast",tool="answer",status="failed"} 1',
      'queryloom_query_duration_seconds_sum{pattern="fast"} 0.012',
      'queryloom_stage_duration_seconds_bucket{le="0.005",stage="retrieve"} 1',
      'queryloom_query_confidence_bucket{le="0.9",pattern="fast"} 1',
      'queryloom_ingest_documents_total{status="indexed"} 3',
      'queryloom_cache_hits_total{cache="answer",result="exact"} 1',
      'queryloom_cache_misses_total{cache="answer",reason="outdated"} 1',
      'queryloom_prefetches_total{outcome="stored"} 1',
      'queryloom_errors_total{code="RECORDS_UNAVAILABLE",component="ingest"} 1',
      'queryloom_http_request_duration_seconds_bucket{le="0.025",route="/api/query",method="POST",status_class="2xx"} 2',
      'queryloom_http_request_duration_seconds_count{route="/api/query",method="POST",status_class="5xx"} 1',
    ]) {
      expect(text).toContain(line);
    }
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map((match) => match[1]);
    expect(names.every((name) => name?.startsWith('queryloom_'))).toBe(true);
    expect(names).toContain('queryloom_nodejs_eventloop_lag_seconds');
  });
});
