import { z } from 'zod';
import type { QueryService } from '../../core/query/query-service.ts';
import { answerSchema } from '../../http/kit/answer-schema.ts';
import type { Call } from '../../http/kit/call.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { parseRequest } from '../../http/kit/issues.ts';
import { problemOf, problemSchema } from '../../http/kit/problem.ts';
import { querySchema, toRequest } from '../../http/kit/query-schema.ts';
import { toWire } from '../../http/kit/wire-answer.ts';
import { systemScheduler } from '../../shared/scheduler.ts';

/** Queries of one call: what one request may hold a connection for. */
const BATCH_MAX = 64;

const itemSchema = z.union([z.string(), z.record(z.string(), z.unknown())]);

const resultSchema = z.object({
  status: z.int().describe('The HTTP status this query would have had alone.'),
  answer: answerSchema.nullable(),
  error: problemSchema.nullable(),
});

/** `POST /api/query/batch`: answered in order, each with its own status; one bad query leaves the others as they are. */
export function askBatchRoute(queries: QueryService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/query/batch',
    operationId: 'askBatch',
    scope: 'read',
    cost: ({ queries }) => queries.length,
    summary: 'Ask many questions at once',
    body: z.strictObject({
      queries: z.array(itemSchema).min(1).max(BATCH_MAX).describe('Texts, or bodies as for POST /api/query.'),
    }),
    answers: { 200: z.object({ results: z.array(resultSchema), count: z.int(), duration_ms: z.number() }) },
    example: { queries: ['What is a collection?', { text: 'How are documents deleted?', pattern: 'bare' }] },
    async handler(call) {
      const results: z.infer<typeof resultSchema>[] = [];
      let durationMs = 0;
      for (const [index, item] of call.body.queries.entries()) {
        // Answers come without a turn of the loop: others are served in between, and a caller who leaves is noticed.
        if (index > 0) await systemScheduler.yieldToLoop();
        call.signal.throwIfAborted();
        const result = await askOne(queries, item, { call, index });
        durationMs += result.answer?.duration_ms ?? 0;
        results.push(result);
      }
      return { results, count: results.length, duration_ms: durationMs };
    },
  });
}

type Place = { readonly call: Call; readonly index: number };

async function askOne(
  queries: QueryService,
  item: z.infer<typeof itemSchema>,
  { call, index }: Place,
): Promise<z.infer<typeof resultSchema>> {
  try {
    const body = parseRequest(querySchema, typeof item === 'string' ? { text: item } : item);
    const answer = await queries.run(toRequest(body), call.principal, call.signal);
    const wire = toWire(answer, { includeTrace: body.include_trace, includeSources: body.include_sources });
    return { status: 200, answer: wire, error: null };
  } catch (error) {
    call.signal.throwIfAborted();
    const problem = problemOf(error, call.request, `queries.${index}`);
    return { status: problem.status, answer: null, error: problem };
  }
}
