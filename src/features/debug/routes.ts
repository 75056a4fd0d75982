import type { PastQueries } from '../../core/query/past-queries.ts';
import type { RecentTraces } from '../../core/query/recent-traces.ts';
import type { QueryPorts } from '../../core/query/stage.ts';
import type { Feature } from '../../http/kit/define-route.ts';
import { flamegraphRoute } from './flamegraph-route.ts';
import { traceRoute } from './trace-route.ts';

export type DebugParts = {
  readonly past: PastQueries;
  readonly ports: QueryPorts;
  readonly recent: RecentTraces;
};

/** Why an answer came out, and where the time goes. */
export function debugFeature({ past, ports, recent }: DebugParts): Feature {
  return {
    name: 'debug',
    description: 'See why an answer came out, and where the time goes.',
    routes: [traceRoute(past, ports), flamegraphRoute(recent)],
  };
}
