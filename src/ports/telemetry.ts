/** One query that has ended. Durations in milliseconds; `tool` and `confidence` as answered. */
export type QueryMeasure = {
  readonly pattern: string;
  readonly tool: string;
  readonly status: 'answered' | 'unanswered';
  readonly durationMs: number;
  readonly confidence: number;
  readonly stages: readonly { readonly stage: string; readonly durationMs: number }[];
};

/** The duration series of one route and method, held so that a request pays no look-up by label. */
export interface RequestMeter {
  observe(status: number, durationMs: number): void;
}

/** The open WebSockets of one kind. */
export interface SocketMeter {
  opened(): void;
  closed(): void;
}

/**
 * What is counted and timed. Label values come from fixed sets (routes, patterns, tools, stages, codes): never a tenant, never text.
 * Nothing here throws or waits.
 */
export interface Telemetry {
  query(measure: QueryMeasure): void;
  queryFailed(failure: { readonly pattern: string; readonly tool: string }): void;
  /** A look-up that was answered; `cache` is `answer`, `result` `exact`, `prefetched` or `semantic`. */
  cacheHit(hit: { readonly cache: string; readonly result: string }): void;
  /** `reason` is `off`, `absent`, `outdated`, `bypass` or `refresh`. */
  cacheMiss(miss: { readonly cache: string; readonly reason: string }): void;
  /** A question that was asked before anybody did. */
  prefetched(outcome: 'stored' | 'known' | 'cancelled' | 'failed'): void;
  documents(status: 'indexed' | 'failed' | 'unchanged' | 'deleted', count: number): void;
  /** `component` is a room or an adapter: `http`, `query`, `ingest`, `records`. */
  error(error: { readonly code: string; readonly component: string }): void;
  /** A request that a window refused; `policy` is a window, `reduced` or `address`. */
  rateLimited(refusal: { readonly tier: string; readonly policy: string }): void;
  /** A question, by the tier of who asked. */
  queryByTier(tier: string): void;
  /** A request that found no place in flight. */
  shed(workClass: string): void;
  /** The smoothed load of the process that limits go by, from 0 to 1. */
  load(ratio: number): void;
  /** One class of work: calls in flight on average lately, how many may be, and how many wait in sockets. */
  inFlight(
    workClass: string,
    figures: { readonly inFlight: number; readonly limit: number; readonly waiting: number },
  ): void;
  /** Share of its limits that a tier has for now. */
  limitFactor(tier: string, factor: number): void;
  /** State of the breaker before a dependency: 0 closed, 0.5 half open, 1 open. */
  breaker(dependency: string, state: 0 | 0.5 | 1): void;
  request(target: { readonly route: string; readonly method: string }): RequestMeter;
  /** `kind` is the operation of the sockets: `query-stream`, `collaborate`. */
  socket(kind: string): SocketMeter;
  /** Everything in the text format its content type names. */
  scrape(): Promise<{ readonly contentType: string; readonly text: string }>;
}
