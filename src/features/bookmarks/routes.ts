import type { QueryService } from '../../core/query/query-service.ts';
import type { Feature } from '../../http/kit/define-route.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';
import { bookmarkShelf } from './bookmark-shelf.ts';
import { createBookmarkRoute } from './create-bookmark.ts';
import { deleteBookmarkRoute } from './delete-bookmark.ts';
import { executeBookmarkRoute } from './execute-bookmark.ts';
import { listBookmarksRoute } from './list-bookmarks.ts';

export type BookmarksPorts = { readonly queries: QueryService; readonly saved: SavedStore; readonly clock: Clock };

/** Questions worth asking again, saved by tenant. */
export function bookmarksFeature({ queries, saved, clock }: BookmarksPorts): Feature {
  const shelf = bookmarkShelf(saved, clock);
  return {
    name: 'bookmarks',
    description: 'Questions saved to be asked again, with how often they were and how sure the answers.',
    routes: [
      listBookmarksRoute(shelf),
      createBookmarkRoute(shelf),
      executeBookmarkRoute({ shelf, queries, clock }),
      deleteBookmarkRoute(shelf),
    ],
  };
}
