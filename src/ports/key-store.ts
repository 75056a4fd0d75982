import type { KeyScope } from './caller.ts';
import type { RateLimits } from './rate-store.ts';

export const KEY_ENVIRONMENTS = ['live', 'test'] as const;
export type KeyEnvironment = (typeof KEY_ENVIRONMENTS)[number];

/** What can be done to a key; every act is in the audit. */
export const KEY_ACTS = ['created', 'rotated', 'revoked'] as const;
export type KeyAct = (typeof KEY_ACTS)[number];

/** A key as it is kept: never its text, only what a text is compared with. Times are wall-clock milliseconds. */
export type KeyRecord = {
  readonly keyId: string;
  readonly tenant: string;
  readonly name: string;
  readonly tier: string;
  readonly scopes: readonly KeyScope[];
  readonly environment: KeyEnvironment;
  readonly limits: RateLimits | null;
  /** Which pepper the hash was made with. */
  readonly pepperId: string;
  /** 32 bytes. */
  readonly hash: Uint8Array;
  /** The hash before the last rotation, good until `untilMs`. */
  readonly previous: { readonly hash: Uint8Array; readonly untilMs: number } | null;
  readonly createdAtMs: number;
  /** The key that made it, null for whoever needed none; and that key's tenant. */
  readonly createdBy: string | null;
  readonly createdByTenant: string;
  readonly expiresAtMs: number | null;
  readonly rotatedAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** Number of the last act on it: rises over all keys, in the order in which acts became durable. */
  readonly change: number;
};

export type NewKey = Omit<
  KeyRecord,
  'createdAtMs' | 'createdBy' | 'createdByTenant' | 'rotatedAtMs' | 'revokedAtMs' | 'previous' | 'change'
>;

/** Who acts, when, and a short account of what changed; kept in the audit together with the act. Never a secret. */
export type KeyActing = {
  readonly atMs: number;
  readonly actorKeyId: string | null;
  readonly actorTenant: string;
  readonly brief: string;
};

export type KeyAuditEntry = KeyActing & {
  readonly seq: number;
  readonly act: KeyAct;
  readonly keyId: string;
  /** Tenant of the key. */
  readonly tenant: string;
};

/** A key of one tenant; with a tenant of null, of any. A key of another tenant is one that is not there. */
export type KeyTarget = { readonly keyId: string; readonly tenant: string | null };

/** How many keys open something now: all, and those of the tenant `default` with the scope `admin`. */
export type KeyCounts = {
  readonly usable: number;
  readonly operators: number;
  /** Keys that would open something, had they not been made with another pepper. */
  readonly otherPepper: number;
};

/** How much of the past a store keeps of each tenant; the oldest goes when something new is done. */
export type KeyRetention = {
  /** Keys that were revoked or have expired. */
  readonly endedKeysMax: number;
  readonly auditEntriesMax: number;
};

/** A thousand keys to look back on, and years of acts by hand at some 300 bytes each. */
export const KEY_RETENTION: KeyRetention = { endedKeysMax: 1_000, auditEntriesMax: 10_000 };

/**
 * Keys, durable when a call resolves, each act in one transaction with its audit entry. Calls reject with `RECORDS_*` errors.
 */
export interface KeyStore {
  /** `full` when the tenant has `keysMax` keys that have not ended. */
  create(key: NewKey, acting: KeyActing, limits: { readonly keysMax: number }): Promise<KeyRecord | 'full'>;
  /** Takes as long for an id that nobody has as for one that somebody has. */
  find(keyId: string): Promise<KeyRecord | null>;
  /** Newest first, then by id; ended ones too. A tenant of null means all. */
  list(options: {
    readonly tenant: string | null;
    readonly limit: number;
    readonly after: { readonly createdAtMs: number; readonly keyId: string } | null;
  }): Promise<readonly KeyRecord[]>;
  /** Gives the key a new hash; the present one stays good for `overlapMs`, the one before it ends. */
  rotate(
    target: KeyTarget,
    secret: { readonly hash: Uint8Array; readonly pepperId: string; readonly overlapMs: number },
    acting: KeyActing,
  ): Promise<KeyRecord | 'unknown' | 'ended'>;
  /**
   * Ends the key. One that was revoked before stays as it is. With `keepOperator` the last key that `counts` would count
   * under `operators` is left alone: `last_operator`.
   */
  revoke(
    target: KeyTarget,
    acting: KeyActing,
    guard: { readonly keepOperator: boolean; readonly pepperId: string },
  ): Promise<KeyRecord | 'unknown' | 'last_operator'>;
  /** Keys changed after a number, by their numbers; with null none, and where the numbers stand now. */
  changesAfter(
    after: number | null,
    limit: number,
  ): Promise<{ readonly position: number; readonly records: readonly KeyRecord[] }>;
  /** Newest first, before a number when one is given. A tenant of null means all. */
  audit(options: {
    readonly tenant: string | null;
    readonly limit: number;
    readonly before: number | null;
  }): Promise<readonly KeyAuditEntry[]>;
  counts(now: { readonly nowMs: number; readonly pepperId: string }): Promise<KeyCounts>;
}
