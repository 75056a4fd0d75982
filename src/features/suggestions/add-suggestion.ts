import { z } from 'zod';
import { LEARNED_TEXT_MAX } from '../../core/learning/query-book.ts';
import { checkText } from '../../core/query/check-text.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { CodedError } from '../../shared/errors.ts';
import type { AddedSuggestions } from './added-suggestions.ts';

/** `POST /api/suggestions/add`. */
export function addSuggestionRoute(added: AddedSuggestions): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/suggestions/add',
    operationId: 'addSuggestion',
    summary: 'Add a question that is suggested from now on',
    description: 'Everyone of the tenant sees it. Adding one that is there already changes nothing.',
    body: z.strictObject({ suggestion: z.string().describe(`The question, at most ${LEARNED_TEXT_MAX} characters.`) }),
    idempotent: true,
    bodyFromQuery: true,
    answers: { 200: z.object({ status: z.literal('added'), suggestion: z.string() }) },
    errors: ['SAVED_LIMIT_REACHED'],
    example: { suggestion: 'How are documents deleted?' },
    async handler({ body, principal }) {
      const suggestion = read(body.suggestion);
      await added.add(principal.tenant, suggestion);
      return { status: 'added' as const, suggestion };
    },
  });
}

function read(text: string): string {
  const { valid, issues, sanitized } = checkText(text);
  const tooLong = sanitized.length > LEARNED_TEXT_MAX;
  if (valid && !tooLong) return sanitized;
  const message = tooLong
    ? `the suggestion has ${sanitized.length} characters; at most ${LEARNED_TEXT_MAX} are kept`
    : (issues[0] ?? 'the text cannot be used');
  throw new CodedError('REQUEST_INVALID', `suggestion: ${message}`, { issues: [{ path: 'suggestion', message }] });
}
