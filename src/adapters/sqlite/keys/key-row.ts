import { KEY_ACTS, KEY_ENVIRONMENTS, type KeyAuditEntry, type KeyRecord } from '../../../ports/key-store.ts';
import type { RateLimits } from '../../../ports/rate-store.ts';
import { assert } from '../../../shared/assert.ts';
import { isRecord } from '../../../shared/is-record.ts';
import { bytes, integer, integerOrNull, text, textList, textOrNull, word } from '../row.ts';
import type { Row } from '../statements.ts';

const SCOPES = ['read', 'write', 'admin'] as const;

export function toKeyRecord(row: Row): KeyRecord {
  const untilMs = integerOrNull(row, 'previous_until_ms');
  return {
    keyId: text(row, 'key_id'),
    tenant: text(row, 'tenant'),
    name: text(row, 'name'),
    tier: text(row, 'tier'),
    scopes: scopesOf(row),
    environment: word(row, 'environment', KEY_ENVIRONMENTS),
    limits: limitsOf(row),
    pepperId: text(row, 'pepper_id'),
    hash: bytes(row, 'hash'),
    previous: untilMs === null ? null : { hash: bytes(row, 'previous_hash'), untilMs },
    createdAtMs: integer(row, 'created_at_ms'),
    createdBy: textOrNull(row, 'created_by'),
    createdByTenant: text(row, 'created_by_tenant'),
    expiresAtMs: integerOrNull(row, 'expires_at_ms'),
    rotatedAtMs: integerOrNull(row, 'rotated_at_ms'),
    revokedAtMs: integerOrNull(row, 'revoked_at_ms'),
    change: integer(row, 'change_number'),
  };
}

export function toAuditEntry(row: Row): KeyAuditEntry {
  return {
    seq: integer(row, 'seq'),
    tenant: text(row, 'tenant'),
    keyId: text(row, 'key_id'),
    act: word(row, 'act', KEY_ACTS),
    atMs: integer(row, 'at_ms'),
    actorKeyId: textOrNull(row, 'actor_key_id'),
    actorTenant: text(row, 'actor_tenant'),
    brief: text(row, 'brief'),
  };
}

function scopesOf(row: Row): KeyRecord['scopes'] {
  const stored = textList(row, 'scopes');
  return SCOPES.filter((scope) => stored.includes(scope));
}

function limitsOf(row: Row): RateLimits | null {
  const stored = textOrNull(row, 'limits');
  if (stored === null) return null;
  const read: unknown = JSON.parse(stored);
  assert(isRecord(read), 'limits is an object');
  const figure = (name: string): number | null => {
    const value = read[name] ?? null;
    assert(value === null || typeof value === 'number', `limits.${name} is a number or null`);
    return value;
  };
  return {
    burst: figure('burst'),
    perMinute: figure('perMinute'),
    perHour: figure('perHour'),
    perDay: figure('perDay'),
  };
}
