import { z } from 'zod';
import { checkText } from '../../core/query/check-text.ts';
import { PATTERN_NAMES } from '../../core/query/query-request.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { cleanLabel, labelField, savedIdField, tagsField } from '../../http/kit/saved-fields.ts';
import { CodedError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { type BookmarkShelf, placed } from './bookmark-shelf.ts';
import { bookmarkSchema, toWireBookmark } from './wire-bookmark.ts';

/** `POST /api/bookmarks/create`. */
export function createBookmarkRoute(shelf: BookmarkShelf): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/bookmarks/create',
    operationId: 'createBookmark',
    summary: 'Save a question',
    description: 'Without `bookmark_id` one is made.',
    body: z.strictObject({
      bookmark_id: savedIdField().optional(),
      name: labelField(),
      query_text: z.string().describe('The question; at most 10,000 characters.'),
      pattern: z.enum([...PATTERN_NAMES, 'auto']).default('fast'),
      tags: tagsField(),
    }),
    bodyFromQuery: true,
    idempotent: true,
    answers: { 200: bookmarkSchema.extend({ status: z.literal('created') }) },
    errors: ['BOOKMARK_EXISTS', 'SAVED_LIMIT_REACHED'],
    example: { name: 'Chunks', query_text: 'How is a document cut into chunks?', tags: ['ingest'] },
    async handler({ body, principal }) {
      const { bookmark_id: itemId = newId('b'), pattern } = body;
      const tags = [...new Set(body.tags.map(cleanLabel))];
      const name = cleanLabel(body.name);
      const use = { useCount: 0, confidenceSum: 0, lastUsedAtMs: null };
      const value = { name, queryText: questionOf(body.query_text), pattern, ...use };
      await shelf.create(principal.tenant, placed(itemId, tags, value));
      return { status: 'created' as const, ...toWireBookmark(await shelf.get(principal.tenant, itemId)) };
    },
  });
}

function questionOf(raw: string): string {
  const { sanitized, valid, issues } = checkText(raw);
  if (valid) return sanitized;
  const message = issues[0] ?? 'the text cannot be used';
  throw new CodedError('REQUEST_INVALID', `query_text: ${message}`, { issues: [{ path: 'query_text', message }] });
}
