import type { QueryAnswer } from '../../core/query/query-answer.ts';
import type { ServerEvent } from '../../http/kit/event-stream.ts';
import { promptText } from './chat-request.ts';
import type { ChatBody, CompletionChunk } from './chat-schema.ts';
import { completionId, toQueryloom, usageOf } from './completion.ts';
import { cutResponse } from './cut-response.ts';

/** A piece of the response: a sentence with its citation and the white space behind it. */
const PIECES = /[^.!?\n]*(?:[.!?]+(?:\s*\[\d+\])*\s*|\n+|$)/g;

/**
 * The events of a streamed chat. An extractive answer is there all at once: it is sent sentence by sentence, as fast as it is read.
 * The chunk with `finish_reason` carries `queryloom`; then the usage, if asked for, and `[DONE]`.
 */
export async function* chatChunks(
  body: ChatBody,
  ask: () => Promise<QueryAnswer>,
  count: (text: string) => number,
): AsyncGenerator<ServerEvent> {
  const answer = await ask();
  const { text, finishReason, tokens } = cutResponse(answer.response, body, count);
  const chunk = (delta: Delta, rest: Partial<CompletionChunk> = {}, reason: 'stop' | 'length' | null = null) => ({
    data: {
      id: completionId(answer),
      object: 'chat.completion.chunk',
      created: Math.floor(answer.timestampMs / 1000),
      model: body.model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
      ...rest,
    } satisfies CompletionChunk,
  });
  yield chunk({ role: 'assistant', content: '' });
  for (const [piece] of text.matchAll(PIECES)) if (piece !== '') yield chunk({ content: piece });
  yield chunk({}, { queryloom: toQueryloom(answer) }, finishReason);
  if (body.stream_options?.include_usage === true) {
    const usage = usageOf(count(promptText(body)), tokens);
    yield { data: { ...chunk({}).data, choices: [], usage } };
  }
  yield { data: '[DONE]', isText: true };
}

type Delta = CompletionChunk['choices'][number]['delta'];
