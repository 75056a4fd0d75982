import type { KeyRecord } from '../../ports/key-store.ts';

type Named = Pick<KeyRecord, 'name'>;

/** What the audit says of a new key. */
export function createdBrief({
  name,
  tier,
  scopes,
  limits,
  expiresAtMs,
}: Pick<KeyRecord, 'name' | 'tier' | 'scopes' | 'limits' | 'expiresAtMs'>): string {
  const own = limits === null ? '' : `, own limits ${limitsText(limits)}`;
  const end = expiresAtMs === null ? 'without an end' : `until ${time(expiresAtMs)}`;
  return `${quoted(name)}: tier ${tier}, scopes ${scopes.join(' ')}${own}, ${end}`;
}

/** What the audit says of a new secret. */
export function rotatedBrief({ name }: Named, overlapEndMs: number, overlapMs: number): string {
  return `${quoted(name)}: the secret before ${overlapMs === 0 ? 'ended at once' : `is good until ${time(overlapEndMs)}`}`;
}

export function revokedBrief({ name }: Named): string {
  return quoted(name);
}

function limitsText(limits: NonNullable<KeyRecord['limits']>): string {
  return [limits.burst, limits.perMinute, limits.perHour, limits.perDay].map((figure) => figure ?? 'none').join('/');
}

function quoted(name: string): string {
  return `"${name}"`;
}

function time(ms: number): string {
  return new Date(ms).toISOString();
}
