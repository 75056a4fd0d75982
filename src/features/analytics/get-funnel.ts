import { z } from 'zod';
import { ratio } from '../../core/analytics/figures.ts';
import { DAYS_SHOWN } from '../../core/analytics/report.ts';
import { DAY_MS } from '../../core/analytics/time-spans.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { isoTime } from '../../http/kit/fields.ts';
import type { Funnel, Satisfaction } from '../../ports/activity-store.ts';
import type { AnalyticsPorts } from './analytics-ports.ts';
import { periodSchema } from './report-schema.ts';
import { spanFields, toSpan } from './span-fields.ts';

/** What counts as satisfied: four of five, or use made of an answer. Silence counts as nothing. */
const SATISFACTION: Satisfaction = { ratingMin: 4, eventTypes: ['click', 'copy'] };
const DEFINITION =
  'A visit is a session; without a session_id a user; without both a query or event by itself. It is satisfied when it asked, and then rated an answer 4 or better or sent a click or copy event.';

const funnelSchema = z.object({
  period: periodSchema,
  definition: z.string(),
  stages: z.array(
    z.object({
      stage: z.enum(['visit', 'query', 'satisfied']),
      count: z.int(),
      rate: z.number().describe('Of the stage before; 1 for the first.'),
      overall_rate: z.number().describe('Of the visits.'),
    }),
  ),
  signals: z.record(z.string(), z.int()).describe('Satisfied visits by what showed it; one can show several.'),
});

/** `GET /api/analytics/funnel`: visit → query → satisfied. */
export function getFunnelRoute({ activity, clock }: AnalyticsPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/analytics/funnel',
    operationId: 'getFunnel',
    needsKey: true,
    summary: 'From visit to query to satisfied',
    description: `The last ${DAYS_SHOWN} days unless since and until say otherwise, as far as history and events are remembered. ${DEFINITION}`,
    query: z.strictObject(spanFields),
    answers: { 200: funnelSchema },
    async handler({ query, principal }) {
      const nowMs = clock.now();
      const { untilMs = nowMs, sinceMs = untilMs - DAYS_SHOWN * DAY_MS } = toSpan(query);
      const funnel = await activity.funnel(principal.tenant, { sinceMs, untilMs }, SATISFACTION);
      return {
        period: { since: isoTime(sinceMs), until: isoTime(untilMs) },
        definition: DEFINITION,
        stages: stagesOf(funnel),
        signals: funnel.signals,
      };
    },
  });
}

function stagesOf({ visits, queried, satisfied }: Funnel): z.output<typeof funnelSchema>['stages'] {
  return [
    { stage: 'visit', count: visits, rate: visits === 0 ? 0 : 1, overall_rate: visits === 0 ? 0 : 1 },
    { stage: 'query', count: queried, rate: ratio(queried, visits), overall_rate: ratio(queried, visits) },
    { stage: 'satisfied', count: satisfied, rate: ratio(satisfied, queried), overall_rate: ratio(satisfied, visits) },
  ];
}
