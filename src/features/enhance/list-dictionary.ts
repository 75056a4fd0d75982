import { z } from 'zod';
import type { Dictionary } from '../../core/enhance/dictionary.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { cursorCodec, cutPage, nextCursorField, pageFields } from '../../http/kit/paging.ts';
import { entrySchema, toWireEntry } from './dictionary-entry.ts';

const cursors = cursorCodec('dictionary', z.strictObject({ rank: z.number(), itemId: z.string() }));

/** `GET /api/query/dictionary`. */
export function listDictionaryRoute(dictionary: Dictionary): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/query/dictionary',
    operationId: 'listDictionary',
    summary: 'List your abbreviations',
    description:
      'In the order of the short forms. What documents define is not listed; it holds where this says nothing.',
    query: z.strictObject(pageFields),
    answers: {
      200: z.object({ entries: z.array(entrySchema), count: z.int(), next_cursor: nextCursorField }),
    },
    async handler({ query, principal }) {
      const after = cursors.decode(query.cursor);
      const found = await dictionary.list(principal.tenant, { limit: query.limit + 1, after });
      const { page, last } = cutPage(found, query.limit);
      const next = last === null ? null : cursors.encode({ rank: 0, itemId: last.itemId });
      return { entries: page.map(toWireEntry), count: page.length, next_cursor: next };
    },
  });
}
