import type { SavedItem, SavedStore } from '../../src/ports/saved-store.ts';

/** The port of saved things in a map, for tests of what stands above it. */
export function memorySaved(): SavedStore & { readonly items: ReadonlyMap<string, SavedItem> } {
  const items = new Map<string, SavedItem>();
  const keyOf = (...parts: readonly string[]) => JSON.stringify(parts);
  const ofKind = (tenant: string, kind: string) =>
    [...items.values()].filter((item) => item.tenant === tenant && item.kind === kind);
  return {
    items,
    async create(item, { itemsMax, nowMs }) {
      const key = keyOf(item.tenant, item.kind, item.itemId);
      if (items.has(key)) return 'exists';
      if (ofKind(item.tenant, item.kind).length >= itemsMax) return 'full';
      items.set(key, { ...item, version: 1, createdAtMs: nowMs, updatedAtMs: nowMs });
      return 'created';
    },
    async get(tenant, kind, itemId) {
      return items.get(keyOf(tenant, kind, itemId)) ?? null;
    },
    async list(tenant, kind, { search, tags, limit, after }) {
      const behind = (item: SavedItem) =>
        after === null || item.rank < after.rank || (item.rank === after.rank && item.itemId > after.itemId);
      return ofKind(tenant, kind)
        .filter(({ label }) => search === null || folded(label).includes(folded(search)))
        .filter((item) => tags.every((tag) => item.tags.includes(tag)) && behind(item))
        .sort((a, b) => b.rank - a.rank || (a.itemId < b.itemId ? -1 : 1))
        .slice(0, limit);
    },
    async count(tenant, kind) {
      return ofKind(tenant, kind).length;
    },
    async replace(item, { version, nowMs, createdAtMs }) {
      const key = keyOf(item.tenant, item.kind, item.itemId);
      const known = items.get(key);
      if (known === undefined || known.version !== version) return false;
      if (createdAtMs !== undefined && known.createdAtMs !== createdAtMs) return false;
      items.set(key, { ...item, version: version + 1, createdAtMs: known.createdAtMs, updatedAtMs: nowMs });
      return true;
    },
    async delete(tenant, kind, itemId) {
      return items.delete(keyOf(tenant, kind, itemId));
    },
  };
}

function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase();
}
