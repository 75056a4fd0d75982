import { z } from 'zod';
import type { PastQueries } from '../../core/query/past-queries.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { historyFilterFields, toHistoryFilter } from '../../http/kit/history-filter.ts';

/** `DELETE /api/history`: all of it, or what the filter names. */
export function clearHistoryRoute(past: PastQueries): AnyRoute {
  return defineRoute({
    method: 'DELETE',
    path: '/api/history',
    operationId: 'clearHistory',
    summary: 'Delete past queries',
    query: z.strictObject(historyFilterFields),
    answers: { 200: z.object({ status: z.literal('cleared'), count: z.int() }) },
    async handler({ query, principal }) {
      return { status: 'cleared' as const, count: await past.clear(principal.tenant, toHistoryFilter(query)) };
    },
  });
}
