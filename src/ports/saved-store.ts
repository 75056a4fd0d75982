/** Something a person saved: `body` is the JSON of its kind. */
export type SavedItem = {
  readonly tenant: string;
  readonly kind: string;
  readonly itemId: string;
  /** Lists are ordered by it, highest first, then by id. */
  readonly rank: number;
  /** What a search looks in; compared without regard to letter case. */
  readonly label: string;
  readonly tags: readonly string[];
  readonly body: string;
  /** Rises with every change; 1 for a new item. */
  readonly version: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
};

export type NewSavedItem = Omit<SavedItem, 'version' | 'createdAtMs' | 'updatedAtMs'>;

export type SavedListOptions = {
  /** Part of the label; null for all. */
  readonly search: string | null;
  /** The item has all of them. */
  readonly tags: readonly string[];
  readonly limit: number;
  readonly after: { readonly rank: number; readonly itemId: string } | null;
};

/** What people saved, by tenant and kind. Every write is durable when its call resolves. */
export interface SavedStore {
  /** `full` when the tenant has `itemsMax` of the kind already. */
  create(
    item: NewSavedItem,
    limits: { readonly itemsMax: number; readonly nowMs: number },
  ): Promise<'created' | 'exists' | 'full'>;
  get(tenant: string, kind: string, itemId: string): Promise<SavedItem | null>;
  list(tenant: string, kind: string, options: SavedListOptions): Promise<readonly SavedItem[]>;
  count(tenant: string, kind: string): Promise<number>;
  /**
   * Replaces the item when it still has the version; false when it changed or went meanwhile. With `createdAtMs` also when
   * it was deleted and made anew, which begins at version 1 again.
   */
  replace(
    item: NewSavedItem,
    expected: { readonly version: number; readonly nowMs: number; readonly createdAtMs?: number },
  ): Promise<boolean>;
  /** False when it is not there. */
  delete(tenant: string, kind: string, itemId: string): Promise<boolean>;
}
