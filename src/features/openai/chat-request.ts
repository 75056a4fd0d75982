import type { QueryRequest } from '../../core/query/query-request.ts';
import { type QueryBody, querySchema, toRequest } from '../../http/kit/query-schema.ts';
import { CodedError } from '../../shared/errors.ts';
import type { ChatBody } from './chat-schema.ts';
import { CHAT_MODEL_NAMES, patternOf } from './models.ts';

/** A chat as a question: the text of the last user message, asked as the model and the field `queryloom` say. */
export function chatRequest(body: ChatBody): QueryRequest {
  const index = body.messages.findLastIndex(({ role }) => role === 'user');
  const message = body.messages[index];
  if (message === undefined) throw wrong('messages', 'One message has the role user: the question');
  const text = textOf(message.content);
  if (text.trim() === '') throw wrong(`messages.${index}.content`, 'The question must not be empty');
  const pattern = patternOf(body.model);
  if (pattern === undefined) throw wrong('model', `One of ${CHAT_MODEL_NAMES.join(', ')}`);
  try {
    return toRequest(queryBody(body, text, pattern));
  } catch (cause) {
    throw renamed(cause, `messages.${index}.content`);
  }
}

/** The text of all messages: what the prompt's tokens are counted over. */
export function promptText({ messages }: ChatBody): string {
  return messages.map(({ content }) => textOf(content)).join('\n');
}

function queryBody({ queryloom, user }: ChatBody, text: string, pattern: QueryBody['pattern']): QueryBody {
  return querySchema.parse({
    ...queryloom,
    text,
    pattern,
    include_suggestions: false,
    user_id: user ?? null,
  });
}

function textOf(content: ChatBody['messages'][number]['content']): string {
  if (content === null) return '';
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
}

/** What is wrong with the text is wrong with the message it came from. */
function renamed(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof CodedError) || thrown.code !== 'REQUEST_INVALID') return thrown;
  const issues = thrown.issues.map((issue) => (issue.path === 'text' ? { ...issue, path } : issue));
  return new CodedError('REQUEST_INVALID', thrown.message, { cause: thrown, issues });
}

function wrong(path: string, message: string): CodedError {
  return new CodedError('REQUEST_INVALID', `${path}: ${message}.`, { issues: [{ path, message }] });
}
