import { z } from 'zod';
import { PATTERN_NAMES } from '../../core/query/query-request.ts';
import type { QueryService } from '../../core/query/query-service.ts';
import { answerSchema } from '../../http/kit/answer-schema.ts';
import { askFields, askRequest } from '../../http/kit/ask-fields.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { noteAnswer } from '../../http/kit/note-answer.ts';
import { savedIdField } from '../../http/kit/saved-fields.ts';
import { toWire } from '../../http/kit/wire-answer.ts';
import type { Clock } from '../../shared/clock.ts';
import { type BookmarkShelf, used } from './bookmark-shelf.ts';

export type ExecutePorts = { readonly shelf: BookmarkShelf; readonly queries: QueryService; readonly clock: Clock };

/** `POST /api/bookmarks/{id}/execute`: the saved question, asked. The use is counted before the answer leaves. */
export function executeBookmarkRoute({ shelf, queries, clock }: ExecutePorts): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/bookmarks/:id/execute',
    operationId: 'executeBookmark',
    scope: 'read',
    summary: 'Ask a bookmark',
    description: 'Takes every option of POST /api/query; the pattern is that of the bookmark unless another is given.',
    params: z.strictObject({ id: savedIdField() }),
    body: z.strictObject({ ...askFields, pattern: z.enum([...PATTERN_NAMES, 'auto']).optional() }),
    bodyFromQuery: true,
    answers: { 200: answerSchema },
    errors: ['BOOKMARK_NOT_FOUND', 'QUERY_FILTER_INVALID', 'QUERY_CACHE_ONLY_MISS'],
    example: { pattern: 'fused' },
    async handler(call) {
      const { body, principal } = call;
      const bookmark = await shelf.get(principal.tenant, call.params.id);
      const { queryText, pattern } = bookmark.value;
      const request = askRequest(queryText, { ...body, pattern: body.pattern ?? pattern });
      const answer = await queries.run(request, principal, call.signal);
      const { confidence } = answer;
      await shelf.update(principal.tenant, bookmark, (item) => used(item, { confidence, atMs: clock.now() }));
      noteAnswer(call, answer);
      return toWire(answer, { includeTrace: body.include_trace, includeSources: body.include_sources });
    },
  });
}
