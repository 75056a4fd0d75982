import type { KeyAct, KeyRecord, KeyRetention, KeyStore } from '../../../ports/key-store.ts';
import { DEFAULT_TENANT } from '../../../ports/scope.ts';
import { defined } from '../../../shared/assert.ts';
import { integer } from '../row.ts';
import type { Statements } from '../statements.ts';
import { countKeys, findKey } from './read-keys.ts';

type Create = Parameters<KeyStore['create']>;
type Rotate = Parameters<KeyStore['rotate']>;
type Revoke = Parameters<KeyStore['revoke']>;
/** Who acts, and how much of the past is kept after it. */
type Acting = Create[1] & KeyRetention;

const OPEN_COUNT = `SELECT count(*) AS keys FROM api_keys WHERE tenant = ?1 AND revoked_at_ms IS NULL
  AND (expires_at_ms IS NULL OR expires_at_ms > ?2)`;
const INSERT = `INSERT INTO api_keys (key_id, tenant, name, tier, scopes, environment, limits, pepper_id, hash, created_at_ms,
  created_by, created_by_tenant, expires_at_ms, change_number) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`;
const TRIM_KEYS = `DELETE FROM api_keys WHERE key_id IN (SELECT key_id FROM api_keys WHERE tenant = ?1
  AND (revoked_at_ms IS NOT NULL OR expires_at_ms <= ?2) ORDER BY created_at_ms DESC, key_id LIMIT -1 OFFSET ?3)`;
const ROTATE = `UPDATE api_keys SET previous_hash = CASE WHEN ?4 > 0 THEN hash END,
  previous_until_ms = CASE WHEN ?4 > 0 THEN ?5 + ?4 END,
  hash = ?2, pepper_id = ?3, rotated_at_ms = ?5, change_number = ?6 WHERE key_id = ?1`;
const REVOKE = `UPDATE api_keys SET revoked_at_ms = ?2, change_number = ?3 WHERE key_id = ?1`;
const NOTE = `INSERT INTO key_audit (tenant, key_id, act, at_ms, actor_key_id, actor_tenant, brief)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`;
const TRIM_AUDIT = `DELETE FROM key_audit WHERE tenant = ?1 AND seq <=
  (SELECT seq FROM key_audit WHERE tenant = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)`;

/** Writers follow one another, so what is counted here still holds when the key is written. */
export function createKey(
  statements: Statements,
  { key, acting, limits }: { readonly key: Create[0]; readonly acting: Acting; readonly limits: Create[2] },
): KeyRecord | 'full' {
  const { keyId, tenant, name, tier, scopes, environment, pepperId, hash, expiresAtMs } = key;
  if (integer(statements.get(OPEN_COUNT, tenant, acting.atMs) ?? {}, 'keys') >= limits.keysMax) return 'full';
  const change = note(statements, 'created', key, acting);
  const own = key.limits === null ? null : JSON.stringify(key.limits);
  const made = [acting.atMs, acting.actorKeyId, acting.actorTenant, expiresAtMs, change] as const;
  statements.run(INSERT, keyId, tenant, name, tier, JSON.stringify(scopes), environment, own, pepperId, hash, ...made);
  statements.run(TRIM_KEYS, tenant, acting.atMs, acting.endedKeysMax);
  return written(statements, keyId);
}

export function rotateKey(
  statements: Statements,
  { target, secret, acting }: { readonly target: Rotate[0]; readonly secret: Rotate[1]; readonly acting: Acting },
): KeyRecord | 'unknown' | 'ended' {
  const known = targeted(statements, target);
  if (known === null) return 'unknown';
  if (!isOpen(known, acting.atMs)) return 'ended';
  const change = note(statements, 'rotated', known, acting);
  const { hash, pepperId } = secret;
  // A hash of another pepper compares with nothing: keeping it would promise an overlap that does not hold.
  const overlapMs = known.pepperId === pepperId ? secret.overlapMs : 0;
  statements.run(ROTATE, known.keyId, hash, pepperId, overlapMs, acting.atMs, change);
  return written(statements, known.keyId);
}

export function revokeKey(
  statements: Statements,
  { target, acting, guard }: { readonly target: Revoke[0]; readonly acting: Acting; readonly guard: Revoke[2] },
): KeyRecord | 'unknown' | 'last_operator' {
  const known = targeted(statements, target);
  if (known === null) return 'unknown';
  if (known.revokedAtMs !== null) return known;
  if (guard.keepOperator && isLastOperator(statements, known, acting.atMs, guard.pepperId)) return 'last_operator';
  const change = note(statements, 'revoked', known, acting);
  statements.run(REVOKE, known.keyId, acting.atMs, change);
  return written(statements, known.keyId);
}

function targeted(statements: Statements, { keyId, tenant }: Revoke[0]): KeyRecord | null {
  const known = findKey(statements, keyId);
  return known === null || (tenant !== null && known.tenant !== tenant) ? null : known;
}

function isOpen({ revokedAtMs, expiresAtMs }: KeyRecord, nowMs: number): boolean {
  return revokedAtMs === null && (expiresAtMs === null || expiresAtMs > nowMs);
}

function isLastOperator(statements: Statements, key: KeyRecord, nowMs: number, pepperId: string): boolean {
  const counts = key.tenant === DEFAULT_TENANT && key.scopes.includes('admin') && key.pepperId === pepperId;
  return counts && isOpen(key, nowMs) && countKeys(statements, { nowMs, pepperId }).operators <= 1;
}

/** Writes the audit entry of an act and gives its number. */
function note(
  statements: Statements,
  act: KeyAct,
  { keyId, tenant }: Pick<KeyRecord, 'keyId' | 'tenant'>,
  { atMs, actorKeyId, actorTenant, brief, auditEntriesMax }: Acting,
): number {
  const { lastRow } = statements.run(NOTE, tenant, keyId, act, atMs, actorKeyId, actorTenant, brief);
  statements.run(TRIM_AUDIT, tenant, auditEntriesMax);
  return lastRow;
}

function written(statements: Statements, keyId: string): KeyRecord {
  return defined(findKey(statements, keyId), 'a key that was just written is there');
}
