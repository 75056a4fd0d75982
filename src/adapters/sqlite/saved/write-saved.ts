import type { NewSavedItem, SavedStore } from '../../../ports/saved-store.ts';
import type { Statements } from '../statements.ts';
import { countSaved, findSaved, type SavedKey } from './read-saved.ts';
import { foldLabel } from './saved-row.ts';

type CreateLimits = Parameters<SavedStore['create']>[1];
type Expected = Parameters<SavedStore['replace']>[1];

const INSERT = `INSERT INTO saved_items
  (tenant, kind, item_id, rank, label, folded_label, tags, body, version, created_at_ms, updated_at_ms)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?9)`;
const UPDATE = `UPDATE saved_items SET rank = ?4, label = ?5, folded_label = ?6, tags = ?7, body = ?8,
  version = version + 1, updated_at_ms = ?9
  WHERE tenant = ?1 AND kind = ?2 AND item_id = ?3 AND version = ?10 AND (?11 IS NULL OR created_at_ms = ?11)`;
const DELETE = `DELETE FROM saved_items WHERE tenant = ?1 AND kind = ?2 AND item_id = ?3`;

/** Writers follow one another, so what is counted here still holds when the row is written. */
export function createSaved(
  statements: Statements,
  { item, limits }: { readonly item: NewSavedItem; readonly limits: CreateLimits },
): 'created' | 'exists' | 'full' {
  if (findSaved(statements, item) !== null) return 'exists';
  if (countSaved(statements, item) >= limits.itemsMax) return 'full';
  statements.run(INSERT, ...columns(item), limits.nowMs);
  return 'created';
}

export function replaceSaved(
  statements: Statements,
  { item, expected }: { readonly item: NewSavedItem; readonly expected: Expected },
): boolean {
  const { version, nowMs, createdAtMs = null } = expected;
  return statements.run(UPDATE, ...columns(item), nowMs, version, createdAtMs).changes > 0;
}

export function deleteSaved(statements: Statements, { tenant, kind, itemId }: SavedKey): boolean {
  return statements.run(DELETE, tenant, kind, itemId).changes > 0;
}

function columns({ tenant, kind, itemId, rank, label, tags, body }: NewSavedItem): readonly (string | number)[] {
  return [tenant, kind, itemId, rank, label, foldLabel(label), JSON.stringify(tags), body];
}
