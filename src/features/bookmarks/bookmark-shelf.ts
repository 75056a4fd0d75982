import { z } from 'zod';
import { PATTERN_NAMES } from '../../core/query/query-request.ts';
import { type Draft, type NewShelved, Shelf } from '../../core/saved/shelf.ts';
import type { SavedStore } from '../../ports/saved-store.ts';
import type { Clock } from '../../shared/clock.ts';

/** Bookmarks of one tenant, which may be a whole team; a search through this many takes a few milliseconds. */
const BOOKMARKS_MAX = 10_000;

const storedSchema = z.object({
  name: z.string(),
  queryText: z.string(),
  pattern: z.enum([...PATTERN_NAMES, 'auto']),
  useCount: z.int(),
  /** Of all uses: the mean follows from it exactly, however the uses came. */
  confidenceSum: z.number(),
  lastUsedAtMs: z.number().nullable(),
});

/** A bookmark as it is kept. */
export type StoredBookmark = z.infer<typeof storedSchema>;
export type BookmarkShelf = Shelf<StoredBookmark>;

/** The shelf bookmarks stand on: the most used first, found by name and text. */
export function bookmarkShelf(store: SavedStore, clock: Clock): BookmarkShelf {
  return new Shelf({
    store,
    clock,
    kind: 'bookmark',
    noun: 'bookmark',
    itemsMax: BOOKMARKS_MAX,
    codes: { notFound: 'BOOKMARK_NOT_FOUND', exists: 'BOOKMARK_EXISTS' },
    read: (body) => storedSchema.parse(body),
  });
}

/** A bookmark with the rank and the label that follow from it. */
export function placed(itemId: string, tags: readonly string[], value: StoredBookmark): NewShelved<StoredBookmark> {
  return { itemId, tags, value, rank: value.useCount, label: `${value.name}\n${value.queryText}` };
}

/** The bookmark after one more use. */
export function used(
  { itemId, tags, value }: Draft<StoredBookmark>,
  use: { readonly confidence: number; readonly atMs: number },
): NewShelved<StoredBookmark> {
  return placed(itemId, tags, {
    ...value,
    useCount: value.useCount + 1,
    confidenceSum: value.confidenceSum + use.confidence,
    lastUsedAtMs: Math.max(value.lastUsedAtMs ?? 0, use.atMs),
  });
}
