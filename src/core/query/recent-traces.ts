import { BoundedMap } from '../../shared/bounded-map.ts';
import type { AnsweredQuery, QueryListener } from './query-listener.ts';
import type { Backend, PatternName } from './query-request.ts';
import type { Trace } from './trace.ts';

/** Walks of a tenant that a flamegraph is made of: enough for stable shares, some MB at most over all tenants. */
const TRACES_PER_TENANT_MAX = 500;
/** Tenants with recent walks; the one that asked longest ago gives way. */
const TENANTS_MAX = 64;

export type RecentTrace = {
  readonly pattern: string;
  readonly backend: Backend;
  readonly timestampMs: number;
  readonly trace: Trace;
};

/** Which walks; null leaves a condition out. Times are wall-clock milliseconds, `untilMs` excluded. */
export type TraceFilter = {
  readonly pattern: PatternName | null;
  readonly backend: Backend | null;
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
};

/** The latest walks of each tenant, in memory: what a flamegraph adds up. */
export class RecentTraces implements QueryListener {
  readonly #tenants = new BoundedMap<string, RecentTrace[]>(TENANTS_MAX);

  answered({ tenant, patternUsed, backend, timestampMs, trace }: AnsweredQuery): void {
    const traces = this.#tenants.get(tenant) ?? [];
    this.#tenants.set(tenant, traces);
    traces.push({ pattern: patternUsed, backend, timestampMs, trace });
    if (traces.length > TRACES_PER_TENANT_MAX) traces.shift();
  }

  /** Oldest first. */
  find(tenant: string, { pattern, backend, sinceMs, untilMs }: TraceFilter): readonly RecentTrace[] {
    return (this.#tenants.peek(tenant) ?? []).filter(
      (recent) =>
        (pattern === null || recent.pattern === pattern) &&
        (backend === null || recent.backend === backend) &&
        (sinceMs === null || recent.timestampMs >= sinceMs) &&
        (untilMs === null || recent.timestampMs < untilMs),
    );
  }
}
