import { timingSafeEqual } from 'node:crypto';
import type { KeyRecord } from '../../ports/key-store.ts';

const NO_HASH = new Uint8Array(32);

/** `revoked` before `expired` where both are true. */
export type Standing = 'active' | 'expired' | 'revoked';

export function standingOf({ revokedAtMs, expiresAtMs }: KeyRecord, nowMs: number): Standing {
  if (revokedAtMs !== null) return 'revoked';
  return expiresAtMs !== null && expiresAtMs <= nowMs ? 'expired' : 'active';
}

/**
 * Whether a text of this hash opens something now, by the key's secret or by the one before it within its overlap. A record of null
 * is compared with nothing in the same steps, so that the time does not say whether there is one.
 */
export function opens(record: KeyRecord | null, hash: Buffer, nowMs: number): boolean {
  const isPresent = timingSafeEqual(hash, record?.hash ?? NO_HASH);
  const isPrevious = timingSafeEqual(hash, record?.previous?.hash ?? NO_HASH);
  if (record === null || standingOf(record, nowMs) !== 'active') return false;
  return isPresent || (isPrevious && nowMs < (record.previous?.untilMs ?? 0));
}
