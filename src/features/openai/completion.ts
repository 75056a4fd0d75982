import type { QueryAnswer } from '../../core/query/query-answer.ts';
import { toWire } from '../../http/kit/wire-answer.ts';
import type { Completion, Usage } from './chat-schema.ts';

/** The id of a completion: the query's, which history, export and the debug view know. */
export function completionId({ queryId }: Pick<QueryAnswer, 'queryId'>): string {
  return `chatcmpl-${queryId}`;
}

export function usageOf(prompt: number, completion: number): Usage {
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/** The part of an answer that OpenAI's protocol has no place for. */
export function toQueryloom(answer: QueryAnswer): Completion['queryloom'] {
  const wire = toWire(answer, { includeTrace: false, includeSources: true });
  const { query_id, answered, confidence, tool_used, pattern_used, sources, citations, degraded } = wire;
  return { query_id, answered, confidence, tool_used, pattern_used, sources, citations, degraded };
}
