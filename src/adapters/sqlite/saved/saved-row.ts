import type { SavedItem } from '../../../ports/saved-store.ts';
import { integer, real, text, textList } from '../row.ts';
import type { Row } from '../statements.ts';

/** Columns `toSavedItem` reads. */
export const SAVED_COLUMNS =
  'tenant, kind, item_id, rank, label, tags, body, version, created_at_ms, updated_at_ms' as const;

export function toSavedItem(row: Row): SavedItem {
  return {
    tenant: text(row, 'tenant'),
    kind: text(row, 'kind'),
    itemId: text(row, 'item_id'),
    rank: real(row, 'rank'),
    label: text(row, 'label'),
    tags: textList(row, 'tags'),
    body: text(row, 'body'),
    version: integer(row, 'version'),
    createdAtMs: integer(row, 'created_at_ms'),
    updatedAtMs: integer(row, 'updated_at_ms'),
  };
}

/**
 * Text as a search compares it: without regard to letter case and to how a letter is composed. Upper case last, since it is
 * there that ß meets SS and a final sigma every other one.
 */
export function foldLabel(label: string): string {
  return label.normalize('NFKC').toLowerCase().toUpperCase();
}
