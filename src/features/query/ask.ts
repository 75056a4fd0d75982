import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { QueryRequest } from '../../core/query/query-request.ts';
import type { QueryService } from '../../core/query/query-service.ts';
import { type StreamStep, streamQuery } from '../../core/query/stream-query.ts';
import { answerSchema } from '../../http/kit/answer-schema.ts';
import type { Call } from '../../http/kit/call.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { type ServerEvent, sendEvents } from '../../http/kit/event-stream.ts';
import { noteAnswer } from '../../http/kit/note-answer.ts';
import { askSchema, toRequest } from '../../http/kit/query-schema.ts';
import { toWire } from '../../http/kit/wire-answer.ts';
import { toChunks } from '../../http/kit/wire-chunk.ts';

/** `POST /api/query`: the answer, or with `stream` what happens until it is there. */
export function askRoute(queries: QueryService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/query',
    operationId: 'ask',
    scope: 'read',
    summary: 'Ask a question',
    description:
      'Answers from the documents of one collection. `answered: false` is the honest answer when they do not support one.',
    body: askSchema,
    answers: { 200: answerSchema },
    media: { 200: { 'text/event-stream': 'With `stream`: events named by their `chunk_type`, chunks as data.' } },
    errors: ['QUERY_FILTER_INVALID', 'QUERY_CACHE_ONLY_MISS'],
    example: { text: 'How does Queryloom decide that an answer is not in my documents?', pattern: 'fast' },
    async handler(call) {
      const request = toRequest(call.body);
      if (call.body.stream) return streamAnswer(queries, request, call);
      const answer = await queries.run(request, call.principal, call.signal);
      noteAnswer(call, answer);
      return toWire(answer, request);
    },
  });
}

function streamAnswer(
  queries: QueryService,
  request: QueryRequest,
  call: Call<unknown, unknown, z.output<typeof askSchema>>,
): FastifyReply {
  const { principal, signal } = call;
  const steps = streamQuery(queries, { request, principal, signal });
  return sendEvents(call, toEvents(toChunks(noting(steps, call), call.request, request)));
}

async function* toEvents(chunks: ReturnType<typeof toChunks>): AsyncGenerator<ServerEvent, void> {
  for await (const chunk of chunks) yield { event: chunk.chunk_type, id: String(chunk.seq), data: chunk };
}

async function* noting(steps: AsyncIterable<StreamStep>, call: Call): AsyncGenerator<StreamStep, void> {
  for await (const step of steps) {
    if (step.type === 'complete') noteAnswer(call, step.answer);
    yield step;
  }
}
