import { z } from 'zod';
import { HITTERS_MAX } from '../../core/analytics/rollup.ts';
import { visibleEntities } from '../../core/analytics/visible-entities.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import type { AnalyticsPorts } from './analytics-ports.ts';
import { POPULAR_SHOWN, reportSchema, toWireReport } from './report-schema.ts';
import { spanFields, toSpan } from './span-fields.ts';

/** `GET /api/analytics`: the tenant's figures. */
export function getAnalyticsRoute({ reports, lexicon }: AnalyticsPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/analytics',
    operationId: 'getAnalytics',
    needsKey: true,
    summary: 'Figures of all queries',
    description:
      'Over everything that is kept (400 days), or over the whole UTC days that since and until touch. Percentiles are within 1 %. Rates and durations are 0 without queries.',
    query: z.strictObject(spanFields),
    answers: { 200: reportSchema },
    async handler({ query, principal: { tenant } }) {
      const report = await reports.of(tenant, toSpan(query));
      const entities = report.total.entities.top(HITTERS_MAX);
      return toWireReport(report, visibleEntities(entities, { tenant, lexicon, limit: POPULAR_SHOWN }));
    },
  });
}
