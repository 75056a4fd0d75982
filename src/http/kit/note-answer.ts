import type { QueryAnswer } from '../../core/query/query-answer.ts';
import type { Call } from './call.ts';

/** Says in the log line of the request what was answered; of several answers the last one stands there. */
export function noteAnswer(call: Call, { queryId, confidence, cache }: QueryAnswer): void {
  call.note({ query_id: queryId, confidence, cache_hit: cache.result !== 'miss' });
}
