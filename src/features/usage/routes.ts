import { z } from 'zod';
import type { UsageReports } from '../../core/limiter/usage-report.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';
import { USAGE_DAYS_MAX } from '../../ports/usage-store.ts';
import { toShownUsage, usageSchema } from './usage-schema.ts';

const DAYS_PRESET = 30;

/** What callers have used, and what is left. */
export function usageFeature(reports: UsageReports): Feature {
  return {
    name: 'usage',
    description: 'Your limits, what is left of them, and what you used.',
    routes: [getUsageRoute(reports)],
  };
}

/** `GET /api/usage`. */
function getUsageRoute(reports: UsageReports): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/usage',
    operationId: 'getUsage',
    summary: 'Get your limits and use',
    description: 'Of the key that asks, or of the address that asks without one. The call itself is counted.',
    scope: 'read',
    query: z.strictObject({
      days: z
        .int()
        .min(1)
        .max(USAGE_DAYS_MAX)
        .default(DAYS_PRESET)
        .describe('UTC dates of use to add up, today included.'),
    }),
    answers: { 200: usageSchema },
    async handler({ caller, query: { days } }) {
      return toShownUsage(await reports.of(caller, days), caller.keyId, days);
    },
  });
}
