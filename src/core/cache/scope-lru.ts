import type { Scope } from '../../ports/scope.ts';

/** What is kept for one key of one scope, under the version of the scope's documents that it was made from. */
export type ScopeKey = { readonly scope: Scope; readonly version: number; readonly key: string };

export type ScopeLruLimits = { readonly entriesMax: number; readonly bytesMax: number };

type Entry<V> = { readonly value: V; readonly bytes: number };
type Shelf<V> = { readonly scope: Scope; version: number; bytes: number; readonly entries: Map<string, Entry<V>> };

/**
 * Values by scope, the least recently used of a scope first to go. A scope's values all belong to one version: when it changed
 * they go together, so nothing of a deleted document stays behind. Room is made in the tenant that holds most, so that tenants
 * do not evict each other.
 */
export class ScopeLru<V> {
  readonly #limits: ScopeLruLimits;
  readonly #shelves = new Map<string, Shelf<V>>();
  #entries = 0;
  #bytes = 0;
  #evicted = 0;
  #outdated = 0;

  constructor(limits: ScopeLruLimits) {
    this.#limits = limits;
  }

  /** What it holds, and how many values left for room or because their documents changed. */
  get statistics() {
    return { entries: this.#entries, bytes: this.#bytes, evicted: this.#evicted, outdated: this.#outdated };
  }

  /** The value, now the most recently used. `outdated` when it was here under another version. */
  get({ scope, version, key }: ScopeKey): { readonly value: V; readonly bytes: number } | 'absent' | 'outdated' {
    const shelf = this.#shelves.get(shelfKey(scope));
    const entry = shelf?.entries.get(key);
    if (shelf === undefined) return 'absent';
    if (shelf.version !== version) {
      this.#outdate(shelf);
      return entry === undefined ? 'absent' : 'outdated';
    }
    if (entry === undefined) return 'absent';
    shelf.entries.delete(key);
    shelf.entries.set(key, entry);
    return entry;
  }

  /** Keeps a value in place of the one it replaces; false when it is too large to be kept. */
  put({ scope, version, key }: ScopeKey, value: V, bytes: number): boolean {
    if (bytes > this.#limits.bytesMax || this.#limits.entriesMax < 1) return false;
    this.delete({ scope, key });
    const shelf = this.#open(scope, version);
    shelf.entries.set(key, { value, bytes });
    shelf.bytes += bytes;
    this.#bytes += bytes;
    this.#entries++;
    while (this.#entries > this.#limits.entriesMax || this.#bytes > this.#limits.bytesMax) this.#makeRoom();
    return true;
  }

  delete({ scope, key }: Omit<ScopeKey, 'version'>): void {
    const shelf = this.#shelves.get(shelfKey(scope));
    if (shelf !== undefined) this.#drop(shelf, key);
  }

  /** Drops everything of a tenant. */
  forget(tenant: string): void {
    for (const shelf of this.#shelves.values()) if (shelf.scope.tenant === tenant) this.#remove(shelf);
  }

  #open(scope: Scope, version: number): Shelf<V> {
    const known = this.#shelves.get(shelfKey(scope));
    if (known !== undefined && known.version !== version) this.#outdate(known);
    const shelf = this.#shelves.get(shelfKey(scope)) ?? { scope, version, bytes: 0, entries: new Map() };
    this.#shelves.set(shelfKey(scope), shelf);
    return shelf;
  }

  #outdate(shelf: Shelf<V>): void {
    this.#outdated += shelf.entries.size;
    this.#remove(shelf);
  }

  #remove(shelf: Shelf<V>): void {
    this.#entries -= shelf.entries.size;
    this.#bytes -= shelf.bytes;
    this.#shelves.delete(shelfKey(shelf.scope));
  }

  #drop(shelf: Shelf<V>, key: string): void {
    const entry = shelf.entries.get(key);
    if (entry === undefined) return;
    shelf.entries.delete(key);
    shelf.bytes -= entry.bytes;
    this.#bytes -= entry.bytes;
    this.#entries--;
    if (shelf.entries.size === 0) this.#shelves.delete(shelfKey(shelf.scope));
  }

  /** The oldest value of the largest scope of the tenant that holds most. */
  #makeRoom(): void {
    const tenants = new Map<string, number>();
    for (const { scope, bytes } of this.#shelves.values())
      tenants.set(scope.tenant, (tenants.get(scope.tenant) ?? 0) + bytes);
    const [tenant] = largest(tenants, ([, bytes]) => bytes) ?? [];
    const own = [...this.#shelves.values()].filter(({ scope }) => scope.tenant === tenant);
    const shelf = largest(own, ({ bytes }) => bytes);
    const oldest = shelf?.entries.keys().next().value;
    if (shelf === undefined || oldest === undefined) return;
    this.#drop(shelf, oldest);
    this.#evicted++;
  }
}

function largest<T>(items: Iterable<T>, size: (item: T) => number): T | undefined {
  let best: T | undefined;
  for (const item of items) if (best === undefined || size(item) > size(best)) best = item;
  return best;
}

function shelfKey({ tenant, collection }: Scope): string {
  return `${tenant.length}:${tenant}${collection}`;
}
