import type { Feature } from '../../http/kit/define-route.ts';
import type { AnalyticsPorts } from './analytics-ports.ts';
import { getAnalyticsRoute } from './get-analytics.ts';
import { getFunnelRoute } from './get-funnel.ts';
import { getJourneyRoute } from './get-journey.ts';
import { getUserRoute } from './get-user.ts';

/** How a tenant's people use it. */
export function analyticsFeature(ports: AnalyticsPorts): Feature {
  return {
    name: 'analytics',
    description: 'Figures of queries, users, journeys and satisfaction.',
    routes: [getAnalyticsRoute(ports), getUserRoute(ports), getJourneyRoute(ports), getFunnelRoute(ports)],
  };
}
