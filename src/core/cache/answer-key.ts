import type { QueryRequest } from '../query/query-request.ts';
import { plainQuestion } from '../retrieval/question-key.ts';

const QUESTION_MARK = /[?？؟]/;

/**
 * What two requests of one scope have in common when they have the same answer: the text without regard to compatibility forms,
 * letter case, white space and how its end is punctuated (but whether it asks), the pattern that `auto` came to, and every field
 * but those that only say who asks, what is shown, or how long it may take. A field that is new counts until it is named here.
 */
export function answerKey(request: QueryRequest, pattern: string): string {
  const {
    text,
    pattern: _askedPattern,
    cache: _cache,
    includeTrace: _includeTrace,
    includeSources: _includeSources,
    maxLatencyMs: _maxLatencyMs,
    sessionId: _sessionId,
    userId: _userId,
    purpose: _purpose,
    ...others
  } = request;
  return JSON.stringify([exactText(text), pattern, others]);
}

/** The ending counts as one mark, for the tool is chosen by it: a question, a full sentence, or neither. */
function exactText(text: string): string {
  const { words, ending } = plainQuestion(text);
  if (words === '') return ending;
  const mark = ending.trimEnd().at(-1) ?? '';
  const kept = QUESTION_MARK.test(mark) ? '?' : /[.!。！]/.test(mark) ? '.' : '';
  return `${words}${kept}`;
}
