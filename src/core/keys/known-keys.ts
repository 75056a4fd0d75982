import type { KeyRecord } from '../../ports/key-store.ts';
import { BoundedMap } from '../../shared/bounded-map.ts';
import type { Identified } from './authenticator.ts';

/** Keys held in memory, some 600 bytes each: more than use one process within minutes. Beyond it the longest unused is read again. */
const KNOWN_KEYS_MAX = 10_000;

export type KnownKey = { readonly record: KeyRecord; readonly identified: Identified };

/** Keys that opened something lately, each in its newest known state. Only keys that exist are held: a guess takes no room. */
export class KnownKeys {
  readonly #keys: BoundedMap<string, KnownKey>;

  constructor(max = KNOWN_KEYS_MAX) {
    this.#keys = new BoundedMap(max);
  }

  /** Does not count as use: looking costs the same whether the key is held or not. */
  peek(keyId: string): KnownKey | undefined {
    return this.#keys.peek(keyId);
  }

  /** Counts as use of a key that is held. */
  touch(keyId: string): void {
    this.#keys.get(keyId);
  }

  /** Holds a key, or brings one up to date; an older state never replaces a newer one. */
  put(record: KeyRecord, keyId: string = record.keyId): KnownKey {
    const known = this.#keys.peek(keyId);
    if (known !== undefined && known.record.change > record.change) return known;
    const held = { record, identified: toIdentified(record) };
    this.#keys.set(keyId, held);
    return held;
  }

  /** Brings a key up to date if it is held. */
  refresh(record: KeyRecord): void {
    if (this.#keys.peek(record.keyId) !== undefined) this.put(record);
  }
}

/** What a key opens, made once and shared by every request that shows it. */
function toIdentified({ keyId, tenant, tier, scopes, limits }: KeyRecord): Identified {
  return Object.freeze({ keyId, tenant, tier, scopes, limits });
}
