/**
 * What people save: chains, templates, bookmarks, experiments. `rank` orders a list; `folded_label` is the label as a search
 * compares it, because SQLite itself folds the case of ASCII letters only.
 */
export const SAVED_ITEMS = `
CREATE TABLE saved_items (
  tenant TEXT NOT NULL,
  kind TEXT NOT NULL,
  item_id TEXT NOT NULL,
  rank REAL NOT NULL,
  label TEXT NOT NULL,
  folded_label TEXT NOT NULL,
  tags TEXT NOT NULL,
  body TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  PRIMARY KEY (tenant, kind, item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_items_by_rank ON saved_items (tenant, kind, rank DESC, item_id);
`;
