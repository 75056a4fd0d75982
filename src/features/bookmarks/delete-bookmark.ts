import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { savedIdField } from '../../http/kit/saved-fields.ts';
import type { BookmarkShelf } from './bookmark-shelf.ts';

/** `DELETE /api/bookmarks/{id}`. */
export function deleteBookmarkRoute(shelf: BookmarkShelf): AnyRoute {
  return defineRoute({
    method: 'DELETE',
    path: '/api/bookmarks/:id',
    operationId: 'deleteBookmark',
    summary: 'Delete a bookmark',
    params: z.strictObject({ id: savedIdField() }),
    answers: { 200: z.object({ status: z.literal('deleted'), bookmark_id: z.string() }) },
    errors: ['BOOKMARK_NOT_FOUND'],
    async handler({ params, principal }) {
      await shelf.delete(principal.tenant, params.id);
      return { status: 'deleted' as const, bookmark_id: params.id };
    },
  });
}
