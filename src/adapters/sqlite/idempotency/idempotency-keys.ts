import type { IdempotencyStore, Reservation, StoredResponse } from '../../../ports/idempotency-store.ts';
import { integer, integerOrNull, text } from '../row.ts';
import type { Row, Statements } from '../statements.ts';

/** How long an answer can be given again: a day, counted from the reservation. */
export const IDEMPOTENCY_RETENTION_MS = 24 * 3_600_000;
/** Expired keys removed with each new one: more than one, so the table shrinks; few, so the call stays short. */
const EXPIRED_TRIM_SLICE = 16;

type ReserveInput = Parameters<IdempotencyStore['reserve']>[0];

const TRIM = `DELETE FROM idempotency_keys WHERE (tenant, key) IN
  (SELECT tenant, key FROM idempotency_keys WHERE expires_at_ms <= ?1 LIMIT ${EXPIRED_TRIM_SLICE})`;
const FIND = `SELECT * FROM idempotency_keys WHERE tenant = ?1 AND key = ?2`;
const RESERVE = `INSERT OR REPLACE INTO idempotency_keys (tenant, key, fingerprint, expires_at_ms, lease_until_ms)
  VALUES (?1, ?2, ?3, ?4, ?5)`;
const COMPLETE = `UPDATE idempotency_keys SET status = ?3, content_type = ?4, body = ?5
  WHERE tenant = ?1 AND key = ?2 AND status IS NULL`;
const RELEASE = `DELETE FROM idempotency_keys WHERE tenant = ?1 AND key = ?2 AND status IS NULL`;

/** Takes the key, or says what became of the request that holds it. A lapsed reservation or an expired answer holds nothing. */
export function reserveKey(statements: Statements, input: ReserveInput): Reservation {
  const { tenant, key, fingerprint, nowMs, leaseMs } = input;
  statements.run(TRIM, nowMs);
  const row = statements.get(FIND, tenant, key);
  if (row === undefined || isFree(row, nowMs)) {
    statements.run(RESERVE, tenant, key, fingerprint, nowMs + IDEMPOTENCY_RETENTION_MS, nowMs + leaseMs);
    return { state: 'reserved' };
  }
  if (text(row, 'fingerprint') !== fingerprint) return { state: 'mismatch' };
  const status = integerOrNull(row, 'status');
  if (status === null) return { state: 'in_progress' };
  return { state: 'done', response: { status, contentType: text(row, 'content_type'), body: text(row, 'body') } };
}

/** Keeps the answer under a reserved key; a key that was answered or freed meanwhile is left alone. */
export function completeKey(
  statements: Statements,
  { tenant, key, response }: { tenant: string; key: string; response: StoredResponse },
): void {
  statements.run(COMPLETE, tenant, key, response.status, response.contentType, response.body);
}

/** Frees a reserved key; an answer is never taken back. */
export function releaseKey(statements: Statements, { tenant, key }: { tenant: string; key: string }): void {
  statements.run(RELEASE, tenant, key);
}

function isFree(row: Row, nowMs: number): boolean {
  if (integer(row, 'expires_at_ms') <= nowMs) return true;
  return integerOrNull(row, 'status') === null && integer(row, 'lease_until_ms') <= nowMs;
}
