import type { QueryService } from '../../core/query/query-service.ts';
import { answerSchema } from '../../http/kit/answer-schema.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { querySchema, toRequest } from '../../http/kit/query-schema.ts';
import { toWire } from '../../http/kit/wire-answer.ts';

/** `POST /api/query`. */
export function askRoute(queries: QueryService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/query',
    operationId: 'ask',
    summary: 'Ask a question',
    description:
      'Answers from the documents of one collection. `answered: false` is the honest answer when they do not support one.',
    body: querySchema,
    answers: { 200: answerSchema },
    errors: ['QUERY_FILTER_INVALID', 'QUERY_TOOL_UNAVAILABLE', 'QUERY_CACHE_ONLY_MISS'],
    example: { text: 'How does Queryloom decide that an answer is not in my documents?', pattern: 'fast' },
    async handler(call) {
      const answer = await queries.run(toRequest(call.body), call.principal, call.signal);
      call.note({ query_id: answer.queryId, confidence: answer.confidence, cache_hit: answer.cache.result !== 'miss' });
      return toWire(answer, { includeTrace: call.body.include_trace, includeSources: call.body.include_sources });
    },
  });
}
