import type { QueryAnswer } from '../../core/query/query-answer.ts';
import type { QueryService } from '../../core/query/query-service.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { sendEvents } from '../../http/kit/event-stream.ts';
import { noteAnswer } from '../../http/kit/note-answer.ts';
import type { TokenTable } from '../../ports/token-table.ts';
import { chatChunks } from './chat-chunks.ts';
import { chatRequest, promptText } from './chat-request.ts';
import { type ChatBody, type Completion, chatSchema, completionSchema } from './chat-schema.ts';
import { completionId, toQueryloom, usageOf } from './completion.ts';
import { cutResponse } from './cut-response.ts';

export type OpenAiPorts = { readonly queries: QueryService; readonly table: TokenTable };

/** `POST /v1/chat/completions`. */
export function createChatCompletionRoute(ports: OpenAiPorts): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/v1/chat/completions',
    operationId: 'createChatCompletion',
    scope: 'read',
    summary: 'Ask in the shape of OpenAI’s chat completions',
    description:
      'The last user message is the question; the answer is quoted from your documents. Sources and confidence are under `queryloom`. With `stream: true` the chunks come as server-sent events and end with `[DONE]`.',
    body: chatSchema,
    answers: { 200: completionSchema },
    media: { 200: { 'text/event-stream': 'Chunks as OpenAI’s clients read them.' } },
    errors: ['QUERY_FILTER_INVALID', 'QUERY_CACHE_ONLY_MISS'],
    example: { model: 'queryloom', messages: [{ role: 'user', content: 'What does the confidence mean?' }] },
    async handler(call) {
      const request = chatRequest(call.body);
      const ask = async (): Promise<QueryAnswer> => {
        const answer = await ports.queries.run(request, call.principal, call.signal);
        noteAnswer(call, answer);
        return answer;
      };
      if (call.body.stream === true) return sendEvents(call, chatChunks(call.body, ask, countTokens(ports.table)));
      return toCompletion(call.body, await ask(), countTokens(ports.table));
    },
  });
}

/** Word pieces of a text: what usage counts, and what `max_tokens` limits. */
function countTokens(table: TokenTable): (text: string) => number {
  return (text) => table.tokenize(text).length;
}

function toCompletion(body: ChatBody, answer: QueryAnswer, count: (text: string) => number): Completion {
  const { text, finishReason, tokens } = cutResponse(answer.response, body, count);
  return {
    id: completionId(answer),
    object: 'chat.completion',
    created: Math.floor(answer.timestampMs / 1000),
    model: body.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    usage: usageOf(count(promptText(body)), tokens),
    queryloom: toQueryloom(answer),
  };
}
