import { z } from 'zod';
import { type Flame, flamegraph } from '../../core/query/flamegraph.ts';
import { BACKENDS, PATTERN_NAMES } from '../../core/query/query-request.ts';
import type { RecentTraces } from '../../core/query/recent-traces.ts';
import { toSpeedscope } from '../../core/query/speedscope.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { timeField } from '../../http/kit/fields.ts';
import { rounded } from '../../shared/round.ts';

type WireFlame = { name: string; value: number; children: WireFlame[] };

const flameSchema: z.ZodType<WireFlame> = z
  .object({
    name: z.string(),
    value: z.number().describe('Milliseconds over all walks, children included.'),
    get children() {
      return z.array(flameSchema);
    },
  })
  .meta({ id: 'Flame' });

const speedscopeSchema = z.object({
  $schema: z.string(),
  exporter: z.string(),
  name: z.string(),
  activeProfileIndex: z.int(),
  shared: z.object({ frames: z.array(z.object({ name: z.string() })) }),
  profiles: z.array(
    z.object({
      type: z.literal('evented'),
      name: z.string(),
      unit: z.literal('milliseconds'),
      startValue: z.number(),
      endValue: z.number(),
      events: z.array(z.object({ type: z.enum(['O', 'C']), frame: z.int(), at: z.number() })),
    }),
  ),
});

const treeSchema = z.object({
  name: z.string(),
  value: z.number(),
  children: z.array(flameSchema),
  queries: z.int().describe('Walks that were added up.'),
});

/** `GET /api/performance/flamegraph`: the recent walks of the tenant as one tree, for d3-flame-graph, or as a file for speedscope. */
export function flamegraphRoute(recent: RecentTraces): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/performance/flamegraph',
    operationId: 'getFlamegraph',
    summary: 'See where the time of queries goes',
    description:
      'Adds up the last walks of this process, at most 500. `format=speedscope` is a file for speedscope.app.',
    query: z.strictObject({
      pattern: z.enum(PATTERN_NAMES).optional(),
      backend: z.enum(BACKENDS).optional(),
      since: timeField().optional().describe('Asked at or after this time.'),
      until: timeField().optional().describe('Asked before this time.'),
      format: z.enum(['tree', 'speedscope']).default('tree'),
    }),
    answers: { 200: z.union([treeSchema, speedscopeSchema]) },
    handler({ query, principal }) {
      const walks = recent.find(principal.tenant, {
        pattern: query.pattern ?? null,
        backend: query.backend ?? null,
        sinceMs: query.since === undefined ? null : Date.parse(query.since),
        untilMs: query.until === undefined ? null : Date.parse(query.until),
      });
      const root = flamegraph(walks.map(({ trace }) => trace));
      if (query.format === 'tree') return { ...toWire(root), queries: walks.length };
      const { shared, profiles, ...file } = toSpeedscope(root, `queryloom, ${walks.length} queries`);
      const [profile] = profiles.map((own) => ({ ...own, events: [...own.events] }));
      return { ...file, shared: { frames: [...shared.frames] }, profiles: profile === undefined ? [] : [profile] };
    },
  });
}

/** Microseconds are what a timer can tell. */
function toWire({ name, value, children }: Flame): WireFlame {
  return { name, value: rounded(value, 3), children: children.map(toWire) };
}
