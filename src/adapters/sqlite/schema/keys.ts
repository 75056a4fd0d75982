/**
 * Keys and what was done to them. Of a key's text only a hash is kept. `change_number` is the number of the last audit entry of a key:
 * AUTOINCREMENT never gives one twice, so whoever has seen a number has seen all acts up to it.
 */
export const KEYS = `
CREATE TABLE api_keys (
  key_id TEXT NOT NULL PRIMARY KEY,
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  tier TEXT NOT NULL,
  scopes TEXT NOT NULL,
  environment TEXT NOT NULL CHECK (environment IN ('live', 'test')),
  limits TEXT,
  pepper_id TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  previous_hash BLOB CHECK (length(previous_hash) = 32),
  previous_until_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  created_by TEXT,
  created_by_tenant TEXT NOT NULL,
  expires_at_ms INTEGER,
  rotated_at_ms INTEGER,
  revoked_at_ms INTEGER,
  change_number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX api_keys_by_change ON api_keys (change_number);
CREATE INDEX api_keys_by_age ON api_keys (created_at_ms DESC, key_id);
CREATE INDEX api_keys_of_tenant ON api_keys (tenant, created_at_ms DESC, key_id);

CREATE TABLE key_audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  key_id TEXT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('created', 'rotated', 'revoked')),
  at_ms INTEGER NOT NULL,
  actor_key_id TEXT,
  actor_tenant TEXT NOT NULL,
  brief TEXT NOT NULL
) STRICT;
CREATE INDEX key_audit_of_tenant ON key_audit (tenant, seq);
`;
