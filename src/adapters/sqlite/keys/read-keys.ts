import type { KeyAuditEntry, KeyCounts, KeyRecord, KeyStore } from '../../../ports/key-store.ts';
import { DEFAULT_TENANT } from '../../../ports/scope.ts';
import { integer } from '../row.ts';
import type { Row, Statements } from '../statements.ts';
import { toAuditEntry, toKeyRecord } from './key-row.ts';

export type ListKeysInput = Parameters<KeyStore['list']>[0];
export type AuditInput = Parameters<KeyStore['audit']>[0];
export type CountsInput = Parameters<KeyStore['counts']>[0];
export type ChangesInput = { readonly after: number | null; readonly limit: number };

/** The key itself, or the next one: a key that is not there is looked for, read and made a record of like one that is. */
const FIND = `SELECT * FROM api_keys WHERE key_id >= ?1 ORDER BY key_id LIMIT 1`;
/** In place of the next one, behind the last. */
const FIRST = `SELECT * FROM api_keys ORDER BY key_id LIMIT 1`;

const OF_ALL = `SELECT * FROM api_keys WHERE (?2 IS NULL OR (created_at_ms <= ?2 AND (created_at_ms < ?2 OR key_id > ?3)))
  ORDER BY created_at_ms DESC, key_id LIMIT ?1`;
const OF_TENANT = `SELECT * FROM api_keys WHERE tenant = ?4
  AND (?2 IS NULL OR (created_at_ms <= ?2 AND (created_at_ms < ?2 OR key_id > ?3)))
  ORDER BY created_at_ms DESC, key_id LIMIT ?1`;
const POSITION = `SELECT coalesce(max(seq), 0) AS position FROM sqlite_sequence WHERE name = 'key_audit'`;
const CHANGED = `SELECT * FROM api_keys WHERE change_number > ?1 ORDER BY change_number LIMIT ?2`;
const AUDIT_OF_ALL = `SELECT * FROM key_audit WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2`;
const AUDIT_OF_TENANT = `SELECT * FROM key_audit WHERE tenant = ?3 AND seq < ?1 ORDER BY seq DESC LIMIT ?2`;
const OPEN = `revoked_at_ms IS NULL AND (expires_at_ms IS NULL OR expires_at_ms > ?1)`;
const COUNTS = `SELECT count(*) FILTER (WHERE pepper_id = ?2) AS usable,
  count(*) FILTER (WHERE pepper_id <> ?2) AS other_pepper,
  count(*) FILTER (WHERE pepper_id = ?2 AND tenant = '${DEFAULT_TENANT}'
    AND EXISTS (SELECT 1 FROM json_each(scopes) WHERE value = 'admin')) AS operators
  FROM api_keys WHERE ${OPEN}`;

export function findKey(statements: Statements, keyId: string): KeyRecord | null {
  const row = statements.get(FIND, keyId) ?? statements.get(FIRST);
  if (row === undefined) return null;
  const record = toKeyRecord(row);
  return record.keyId === keyId ? record : null;
}

export function listKeys(statements: Statements, { tenant, limit, after }: ListKeysInput): readonly KeyRecord[] {
  const page = [limit, after?.createdAtMs ?? null, after?.keyId ?? null] as const;
  const rows = tenant === null ? statements.all(OF_ALL, ...page) : statements.all(OF_TENANT, ...page, tenant);
  return rows.map(toKeyRecord);
}

export function changesAfter(
  statements: Statements,
  { after, limit }: ChangesInput,
): Awaited<ReturnType<KeyStore['changesAfter']>> {
  if (after === null) return { position: integer(statements.get(POSITION) ?? {}, 'position'), records: [] };
  const records = statements.all(CHANGED, after, limit).map(toKeyRecord);
  return { position: records.at(-1)?.change ?? after, records };
}

export function listAudit(statements: Statements, { tenant, limit, before }: AuditInput): readonly KeyAuditEntry[] {
  const page = [before ?? Number.MAX_SAFE_INTEGER, limit] as const;
  const rows: readonly Row[] =
    tenant === null ? statements.all(AUDIT_OF_ALL, ...page) : statements.all(AUDIT_OF_TENANT, ...page, tenant);
  return rows.map(toAuditEntry);
}

export function countKeys(statements: Statements, { nowMs, pepperId }: CountsInput): KeyCounts {
  const row = statements.get(COUNTS, nowMs, pepperId) ?? {};
  return {
    usable: integer(row, 'usable'),
    operators: integer(row, 'operators'),
    otherPepper: integer(row, 'other_pepper'),
  };
}
