import type { SavedItem, SavedListOptions } from '../../../ports/saved-store.ts';
import { integer } from '../row.ts';
import type { Statements } from '../statements.ts';
import { foldLabel, SAVED_COLUMNS, toSavedItem } from './saved-row.ts';

export type SavedKind = { readonly tenant: string; readonly kind: string };
export type SavedKey = SavedKind & { readonly itemId: string };
export type SavedListInput = SavedKind & { readonly options: SavedListOptions };

const GET = `SELECT ${SAVED_COLUMNS} FROM saved_items WHERE tenant = ?1 AND kind = ?2 AND item_id = ?3`;
const COUNT = `SELECT count(*) AS items FROM saved_items WHERE tenant = ?1 AND kind = ?2`;
const MATCHING = `SELECT ${SAVED_COLUMNS} FROM saved_items WHERE tenant = ?1 AND kind = ?2
  AND (?3 IS NULL OR instr(folded_label, ?3) > 0)
  AND NOT EXISTS (SELECT 1 FROM json_each(?4) wanted WHERE wanted.value NOT IN (SELECT value FROM json_each(saved_items.tags)))`;
const ORDERED = `ORDER BY rank DESC, item_id LIMIT ?5`;
const FIRST_PAGE = `${MATCHING} ${ORDERED}`;
// The bare bound lets the index begin where the last page ended; the pair after it passes over what that page had of one rank.
const LATER_PAGE = `${MATCHING} AND rank <= ?6 AND (rank < ?6 OR item_id > ?7) ${ORDERED}`;

export function findSaved(statements: Statements, { tenant, kind, itemId }: SavedKey): SavedItem | null {
  const row = statements.get(GET, tenant, kind, itemId);
  return row === undefined ? null : toSavedItem(row);
}

/** Highest rank first, then by id; one page. */
export function listSaved(statements: Statements, { tenant, kind, options }: SavedListInput): readonly SavedItem[] {
  const { search, tags, limit, after } = options;
  const folded = search === null ? null : foldLabel(search);
  const parameters = [tenant, kind, folded, JSON.stringify(tags), limit];
  const rows =
    after === null
      ? statements.all(FIRST_PAGE, ...parameters)
      : statements.all(LATER_PAGE, ...parameters, after.rank, after.itemId);
  return rows.map(toSavedItem);
}

export function countSaved(statements: Statements, { tenant, kind }: SavedKind): number {
  return integer(statements.get(COUNT, tenant, kind) ?? {}, 'items');
}
