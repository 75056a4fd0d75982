import { KeyHasher } from '../../src/core/keys/key-hasher.ts';
import { newKeyId, newKeyText } from '../../src/core/keys/key-text.ts';
import type { Caller, KeyScope } from '../../src/ports/caller.ts';
import type { KeyActing, KeyRecord, KeyStore, NewKey } from '../../src/ports/key-store.ts';
import { systemRandom } from '../../src/shared/ids.ts';

export const HASHER = new KeyHasher('a pepper of more than thirty-two characters');
export const ALL_SCOPES: readonly KeyScope[] = ['read', 'write', 'admin'];

/** What `actingAt` says of who acts. */
export function actingAt(atMs: number): KeyActing {
  return { atMs, actorKeyId: null, actorTenant: 'default', brief: 'for a test' };
}

/** A key of acme in the store, and its text. */
export async function keyIn(
  store: Pick<KeyStore, 'create'>,
  change: Partial<NewKey> = {},
  atMs = 0,
): Promise<{ readonly text: string; readonly record: KeyRecord }> {
  const keyId = change.keyId ?? newKeyId(systemRandom);
  const text = newKeyText(keyId, 'live', systemRandom);
  const key: NewKey = {
    ...{ keyId, tenant: 'acme', name: 'a key', tier: 'team', scopes: ['read'], environment: 'live', limits: null },
    ...{ pepperId: HASHER.pepperId, hash: HASHER.hash(text), expiresAtMs: null },
    ...change,
  };
  const record = await store.create(key, actingAt(atMs), { keysMax: 1_000_000 });
  if (record === 'full') throw new Error('the tenant is full');
  return { text, record };
}

/** A new secret for a key of the store. */
export async function rotatedIn(store: KeyStore, keyId: string, overlapMs: number, atMs = 0): Promise<string> {
  const text = newKeyText(keyId, 'live', systemRandom);
  const secret = { hash: HASHER.hash(text), pepperId: HASHER.pepperId, overlapMs };
  const rotated = await store.rotate({ keyId, tenant: null }, secret, actingAt(atMs));
  if (typeof rotated === 'string') throw new Error(`the key is ${rotated}`);
  return text;
}

export async function revokedIn(store: KeyStore, keyId: string, atMs = 0): Promise<KeyRecord> {
  const guard = { keepOperator: false, pepperId: HASHER.pepperId };
  const revoked = await store.revoke({ keyId, tenant: null }, actingAt(atMs), guard);
  if (typeof revoked === 'string') throw new Error(`the key is ${revoked}`);
  return revoked;
}

/** Whoever calls with a key of the tenant. */
export function callerOf(tenant: string, change: Partial<Caller> & { readonly tier?: string } = {}): Caller {
  const { tier = 'enterprise', ...others } = change;
  const keyId = `key-of-${tenant}`;
  return {
    principal: { tenant, tier, scopes: ALL_SCOPES, userId: null },
    ...{ keyId, identity: `key:${keyId}`, limits: null },
    ...others,
  };
}
