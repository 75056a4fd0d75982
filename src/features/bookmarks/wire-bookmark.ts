import { z } from 'zod';
import type { Shelved } from '../../core/saved/shelf.ts';
import { isoTime, isoTimeOrNull } from '../../http/kit/fields.ts';
import type { StoredBookmark } from './bookmark-shelf.ts';

/** A bookmark as callers read it. */
export const bookmarkSchema = z.object({
  bookmark_id: z.string(),
  name: z.string(),
  query_text: z.string(),
  pattern: z.string(),
  tags: z.array(z.string()),
  use_count: z.int(),
  avg_confidence: z.number().nullable().describe('Mean of all uses; null before the first.'),
  created_at: z.string(),
  last_used_at: z.string().nullable(),
});

export function toWireBookmark(item: Shelved<StoredBookmark>): z.infer<typeof bookmarkSchema> {
  const { name, queryText, pattern, useCount, confidenceSum, lastUsedAtMs } = item.value;
  return {
    bookmark_id: item.itemId,
    name,
    query_text: queryText,
    pattern,
    tags: [...item.tags],
    use_count: useCount,
    avg_confidence: useCount === 0 ? null : confidenceSum / useCount,
    created_at: isoTime(item.createdAtMs),
    last_used_at: isoTimeOrNull(lastUsedAtMs),
  };
}
