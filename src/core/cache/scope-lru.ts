import { type Scope, scopeKey } from '../../ports/scope.ts';

/** What is kept for one key of one scope, under the version of the scope's documents that it was made from. */
export type ScopeKey = { readonly scope: Scope; readonly version: number; readonly key: string };

export type ScopeLruLimits = { readonly entriesMax: number; readonly bytesMax: number };

type Entry<V> = { readonly value: V; readonly bytes: number };
type ScopeEntries<V> = {
  readonly scope: Scope;
  version: number;
  bytes: number;
  readonly entries: Map<string, Entry<V>>;
};

/**
 * Values by scope, the least recently used of a scope first to go. A scope's values all belong to one version: when it changed
 * they go together, so nothing of a deleted document stays behind. Room is made in the tenant that holds most, so that tenants
 * do not evict each other.
 */
export class ScopeLru<V> {
  readonly #limits: ScopeLruLimits;
  readonly #scopes = new Map<string, ScopeEntries<V>>();
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
    const held = this.#scopes.get(scopeKey(scope));
    const entry = held?.entries.get(key);
    if (held === undefined) return 'absent';
    if (held.version !== version) {
      this.#outdate(held);
      return entry === undefined ? 'absent' : 'outdated';
    }
    if (entry === undefined) return 'absent';
    held.entries.delete(key);
    held.entries.set(key, entry);
    return entry;
  }

  /** Keeps a value in place of the one it replaces; false when it is too large to be kept. */
  put({ scope, version, key }: ScopeKey, value: V, bytes: number): boolean {
    if (bytes > this.#limits.bytesMax || this.#limits.entriesMax < 1) return false;
    this.delete({ scope, key });
    const held = this.#open(scope, version);
    held.entries.set(key, { value, bytes });
    held.bytes += bytes;
    this.#bytes += bytes;
    this.#entries++;
    while (this.#entries > this.#limits.entriesMax || this.#bytes > this.#limits.bytesMax) this.#makeRoom();
    return true;
  }

  delete({ scope, key }: Omit<ScopeKey, 'version'>): void {
    const held = this.#scopes.get(scopeKey(scope));
    if (held !== undefined) this.#drop(held, key);
  }

  /** Drops everything of a tenant. */
  forget(tenant: string): void {
    for (const held of this.#scopes.values()) if (held.scope.tenant === tenant) this.#remove(held);
  }

  #open(scope: Scope, version: number): ScopeEntries<V> {
    const known = this.#scopes.get(scopeKey(scope));
    if (known !== undefined && known.version !== version) this.#outdate(known);
    const held = this.#scopes.get(scopeKey(scope)) ?? { scope, version, bytes: 0, entries: new Map() };
    this.#scopes.set(scopeKey(scope), held);
    return held;
  }

  #outdate(held: ScopeEntries<V>): void {
    this.#outdated += held.entries.size;
    this.#remove(held);
  }

  #remove(held: ScopeEntries<V>): void {
    this.#entries -= held.entries.size;
    this.#bytes -= held.bytes;
    this.#scopes.delete(scopeKey(held.scope));
  }

  #drop(held: ScopeEntries<V>, key: string): void {
    const entry = held.entries.get(key);
    if (entry === undefined) return;
    held.entries.delete(key);
    held.bytes -= entry.bytes;
    this.#bytes -= entry.bytes;
    this.#entries--;
    if (held.entries.size === 0) this.#scopes.delete(scopeKey(held.scope));
  }

  /** The oldest value of the largest scope of the tenant that holds most. */
  #makeRoom(): void {
    const tenants = new Map<string, number>();
    for (const { scope, bytes } of this.#scopes.values())
      tenants.set(scope.tenant, (tenants.get(scope.tenant) ?? 0) + bytes);
    const [tenant] = largest(tenants, ([, bytes]) => bytes) ?? [];
    const own = [...this.#scopes.values()].filter(({ scope }) => scope.tenant === tenant);
    const held = largest(own, ({ bytes }) => bytes);
    const oldest = held?.entries.keys().next().value;
    if (held === undefined || oldest === undefined) return;
    this.#drop(held, oldest);
    this.#evicted++;
  }
}

function largest<T>(items: Iterable<T>, size: (item: T) => number): T | undefined {
  let best: T | undefined;
  for (const item of items) if (best === undefined || size(item) > size(best)) best = item;
  return best;
}
