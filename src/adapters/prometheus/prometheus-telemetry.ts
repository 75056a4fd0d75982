import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestMeter, Telemetry } from '../../ports/telemetry.ts';

const PREFIX = 'queryloom_';
const MS_PER_SECOND = 1_000;
// Eight bounds from a cached answer to a slow model: each costs a series for every route, method and status class.
const REQUEST_BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 10];
const QUERY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STAGE_BUCKETS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5];
const CONFIDENCE_BUCKETS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

export type PrometheusOptions = {
  readonly version: string;
  /** Also CPU, memory, handles, garbage collection and event-loop delay of the process; once a process. */
  readonly processMetrics: boolean;
};

/** Telemetry in memory, scraped in Prometheus's text format, every family under `queryloom_`. */
export function prometheusTelemetry(options: PrometheusOptions): Telemetry {
  const register = new Registry();
  if (options.processMetrics) collectDefaultMetrics({ register, prefix: PREFIX });
  const families = openFamilies(register);
  new Gauge({ name: `${PREFIX}build_info`, help: 'Always 1.', labelNames: ['version', 'node'], registers: [register] })
    .labels(options.version, process.versions.node)
    .set(1);
  return {
    query(measure) {
      const { pattern, tool, status } = measure;
      families.queries.labels(pattern, tool, status).inc();
      families.queryDuration.labels(pattern).observe(measure.durationMs / MS_PER_SECOND);
      families.confidence.labels(pattern).observe(measure.confidence);
      for (const { stage, durationMs } of measure.stages) {
        families.stageDuration.labels(stage).observe(durationMs / MS_PER_SECOND);
      }
    },
    queryFailed: ({ pattern, tool }) => families.queries.labels(pattern, tool, 'failed').inc(),
    cacheHit: ({ cache, result }) => families.cacheHits.labels(cache, result).inc(),
    cacheMiss: ({ cache, reason }) => families.cacheMisses.labels(cache, reason).inc(),
    prefetched: (outcome) => families.prefetches.labels(outcome).inc(),
    documents: (status, count) => families.documents.labels(status).inc(count),
    error: ({ code, component }) => families.errors.labels(code, component).inc(),
    rateLimited: ({ tier, policy }) => families.rejections.labels(tier, policy).inc(),
    queryByTier: (tier) => families.queriesByTier.labels(tier).inc(),
    shed: (workClass) => families.shed.labels(workClass).inc(),
    load: (ratio) => families.load.set(ratio),
    inFlight: (workClass, { inFlight, limit, waiting }) => {
      families.inFlight.labels(workClass).set(inFlight);
      families.inFlightLimit.labels(workClass).set(limit);
      families.waiting.labels(workClass).set(waiting);
    },
    limitFactor: (tier, factor) => families.limitFactor.labels(tier).set(factor),
    breaker: (dependency, state) => families.breakers.labels(dependency).set(state),
    request: ({ route, method }) => requestMeter(families.requestDuration, route, method),
    socket: (kind) => {
      const open = families.sockets.labels(kind);
      return { opened: () => open.inc(), closed: () => open.dec() };
    },
    scrape: async () => ({ contentType: register.contentType, text: await register.metrics() }),
  };
}

type Families = ReturnType<typeof openFamilies>;

function openFamilies(register: Registry) {
  const registers: [Registry] = [register];
  return {
    ...cacheFamilies(registers),
    ...limitFamilies(registers),
    ...loadFamilies(registers),
    requestDuration: new Histogram({
      name: `${PREFIX}http_request_duration_seconds`,
      help: 'From the first byte of a request to the last of its answer, by route pattern.',
      labelNames: ['route', 'method', 'status_class'],
      buckets: REQUEST_BUCKETS,
      registers,
    }),
    queries: new Counter({
      name: `${PREFIX}queries_total`,
      help: 'Queries that ended, by pattern, tool and outcome (answered, unanswered, failed).',
      labelNames: ['pattern', 'tool', 'status'],
      registers,
    }),
    queryDuration: new Histogram({
      name: `${PREFIX}query_duration_seconds`,
      help: 'The whole walk of a query.',
      labelNames: ['pattern'],
      buckets: QUERY_BUCKETS,
      registers,
    }),
    stageDuration: new Histogram({
      name: `${PREFIX}stage_duration_seconds`,
      help: 'One stage of the walk of a query.',
      labelNames: ['stage'],
      buckets: STAGE_BUCKETS,
      registers,
    }),
    confidence: new Histogram({
      name: `${PREFIX}query_confidence`,
      help: 'Calibrated confidence of answers, from 0 to 1.',
      labelNames: ['pattern'],
      buckets: CONFIDENCE_BUCKETS,
      registers,
    }),
    documents: new Counter({
      name: `${PREFIX}ingest_documents_total`,
      help: 'Documents that went through ingestion, by outcome.',
      labelNames: ['status'],
      registers,
    }),
    sockets: new Gauge({
      name: `${PREFIX}ws_connections`,
      help: 'Open WebSockets, by operation.',
      labelNames: ['kind'],
      registers,
    }),
    errors: new Counter({
      name: `${PREFIX}errors_total`,
      help: 'Errors by code of the registry and the component that met them.',
      labelNames: ['code', 'component'],
      registers,
    }),
  };
}

function cacheFamilies(registers: [Registry]) {
  return {
    cacheHits: new Counter({
      name: `${PREFIX}cache_hits_total`,
      help: 'Look-ups that a cache answered, by kind of hit.',
      labelNames: ['cache', 'result'],
      registers,
    }),
    cacheMisses: new Counter({
      name: `${PREFIX}cache_misses_total`,
      help: 'Look-ups that a cache did not answer, by reason.',
      labelNames: ['cache', 'reason'],
      registers,
    }),
    prefetches: new Counter({
      name: `${PREFIX}prefetches_total`,
      help: 'Questions asked before anybody did, by outcome (stored, known, cancelled, failed).',
      labelNames: ['outcome'],
      registers,
    }),
  };
}

function limitFamilies(registers: [Registry]) {
  return {
    rejections: new Counter({
      name: `${PREFIX}rate_limit_rejections_total`,
      help: 'Requests refused by a limit, by tier and the window that refused.',
      labelNames: ['tier', 'policy'],
      registers,
    }),
    queriesByTier: new Counter({
      name: `${PREFIX}queries_by_tier_total`,
      help: 'Questions, by the tier of who asked.',
      labelNames: ['tier'],
      registers,
    }),
    shed: new Counter({
      name: `${PREFIX}shed_total`,
      help: 'Requests that found no place in flight, by class of work.',
      labelNames: ['class'],
      registers,
    }),
    breakers: new Gauge({
      name: `${PREFIX}breaker_state`,
      help: 'Breaker before a dependency: 0 closed, 0.5 half open, 1 open.',
      labelNames: ['dependency'],
      registers,
    }),
  };
}

function loadFamilies(registers: [Registry]) {
  return {
    load: new Gauge({
      name: `${PREFIX}load_ratio`,
      help: 'How full the process is (places, event loop or memory, whatever is scarcest), smoothed; 1 is full.',
      registers,
    }),
    inFlight: new Gauge({
      name: `${PREFIX}in_flight`,
      help: 'Calls at work, averaged over the last second, by class of work.',
      labelNames: ['class'],
      registers,
    }),
    inFlightLimit: new Gauge({
      name: `${PREFIX}in_flight_limit`,
      help: 'Calls that may be at work at once; more are shed.',
      labelNames: ['class'],
      registers,
    }),
    waiting: new Gauge({
      name: `${PREFIX}in_flight_waiting`,
      help: 'Questions inside sockets that wait for a place.',
      labelNames: ['class'],
      registers,
    }),
    limitFactor: new Gauge({
      name: `${PREFIX}rate_limit_factor`,
      help: 'Share of its limits that a tier has while the process is busy; 1 is all.',
      labelNames: ['tier'],
      registers,
    }),
  };
}

// Label look-ups hash strings; a route keeps the children it has used, at most one a status class.
function requestMeter(family: Families['requestDuration'], route: string, method: string): RequestMeter {
  const children = new Map<number, { observe(seconds: number): void }>();
  return {
    observe(status, durationMs) {
      const statusClass = Math.trunc(status / 100);
      let child = children.get(statusClass);
      if (child === undefined) {
        child = family.labels(route, method, `${statusClass}xx`);
        children.set(statusClass, child);
      }
      child.observe(durationMs / MS_PER_SECOND);
    },
  };
}
