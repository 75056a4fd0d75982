import type { PastQueries } from '../../core/query/past-queries.ts';
import type { Feature } from '../../http/kit/define-route.ts';
import { clearHistoryRoute } from './clear-history.ts';
import { listHistoryRoute } from './list-history.ts';

/** Past queries of the caller's tenant. */
export function historyFeature(past: PastQueries): Feature {
  return {
    name: 'history',
    description: 'What was asked before, newest first.',
    routes: [listHistoryRoute(past), clearHistoryRoute(past)],
  };
}
