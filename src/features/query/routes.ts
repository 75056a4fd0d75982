import type { QueryService } from '../../core/query/query-service.ts';
import type { Feature } from '../../http/kit/define-route.ts';
import { askRoute } from './ask.ts';
import { askBatchRoute } from './ask-batch.ts';
import { queryStreamSocket } from './query-stream.ts';

/** Questions: one, or many at once. */
export function queryFeature(queries: QueryService): Feature {
  return {
    name: 'query',
    description: 'Ask in plain words; get an answer with its sources, a confidence and a record of every step.',
    routes: [askRoute(queries), askBatchRoute(queries)],
    sockets: [queryStreamSocket(queries)],
  };
}
