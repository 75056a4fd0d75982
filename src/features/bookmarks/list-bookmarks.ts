import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { NAME_LENGTH_MAX } from '../../http/kit/fields.ts';
import { cursorCodec, cutPage, nextCursorField, pageFields } from '../../http/kit/paging.ts';
import { cleanLabel } from '../../http/kit/saved-fields.ts';
import type { BookmarkShelf } from './bookmark-shelf.ts';
import { bookmarkSchema, toWireBookmark } from './wire-bookmark.ts';

/** Tags of one search. */
const TAGS_MAX = 20;

const cursors = cursorCodec('bookmarks', z.strictObject({ rank: z.number(), itemId: z.string() }));

/** `GET /api/bookmarks`: the most used first, then by id. */
export function listBookmarksRoute(shelf: BookmarkShelf): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/bookmarks',
    operationId: 'listBookmarks',
    summary: 'List bookmarks',
    description: 'The most used first. Empty `tags` and an empty `query` ask for nothing.',
    query: z.strictObject({
      ...pageFields,
      tags: z
        .array(z.string().max(NAME_LENGTH_MAX))
        .max(TAGS_MAX)
        .default([])
        .describe('The bookmark has all of them.'),
      query: z.string().max(NAME_LENGTH_MAX).default('').describe('Part of the name or of the question, in any case.'),
    }),
    answers: {
      200: z.object({
        bookmarks: z.array(bookmarkSchema),
        count: z.int().describe('Bookmarks on this page.'),
        next_cursor: nextCursorField,
      }),
    },
    async handler({ query, principal }) {
      const search = cleanLabel(query.query);
      const found = await shelf.list(principal.tenant, {
        search: search === '' ? null : search,
        tags: query.tags.map(cleanLabel).filter((tag) => tag !== ''),
        limit: query.limit + 1,
        after: cursors.decode(query.cursor),
      });
      const { page, last } = cutPage(found, query.limit);
      return {
        bookmarks: page.map(toWireBookmark),
        count: page.length,
        next_cursor: last === null ? null : cursors.encode({ rank: last.rank, itemId: last.itemId }),
      };
    },
  });
}
