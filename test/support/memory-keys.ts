import {
  KEY_RETENTION,
  type KeyAuditEntry,
  type KeyRecord,
  type KeyStore,
  type KeyTarget,
} from '../../src/ports/key-store.ts';
import { DEFAULT_TENANT } from '../../src/ports/scope.ts';

type Acting = Parameters<KeyStore['create']>[1];

/** The port of keys in a map, for tests of what stands above it. `gate` is waited for by every read: it may stall and fail them; `reads` are the ids asked for. */
export function memoryKeys(
  retention = KEY_RETENTION,
): KeyStore & { readonly reads: string[]; gate: () => Promise<void> } {
  const keys = new Map<string, KeyRecord>();
  let entries: KeyAuditEntry[] = [];
  let seq = 0;
  const reads: string[] = [];
  const isOpen = ({ revokedAtMs, expiresAtMs }: KeyRecord, nowMs: number) =>
    revokedAtMs === null && (expiresAtMs === null || expiresAtMs > nowMs);
  const ofTenant = <T extends { readonly tenant: string }>(all: Iterable<T>, tenant: string | null) =>
    [...all].filter((each) => tenant === null || each.tenant === tenant);
  const targeted = ({ keyId, tenant }: KeyTarget) => ofTenant(keys.values(), tenant).find((key) => key.keyId === keyId);
  const put = (record: KeyRecord, act: KeyAuditEntry['act'], acting: Acting): KeyRecord => {
    seq++;
    const { keyId, tenant } = record;
    entries = [{ ...acting, seq, act, keyId, tenant }, ...entries];
    for (const old of ofTenant(entries, tenant).slice(retention.auditEntriesMax))
      entries.splice(entries.indexOf(old), 1);
    const written = { ...record, change: seq };
    keys.set(keyId, written);
    return written;
  };
  const newestFirst = (a: KeyRecord, b: KeyRecord) => b.createdAtMs - a.createdAtMs || (a.keyId < b.keyId ? -1 : 1);
  const countsAt = ({ nowMs, pepperId }: Parameters<KeyStore['counts']>[0]) => {
    const open = [...keys.values()].filter((key) => isOpen(key, nowMs));
    const usable = open.filter((key) => key.pepperId === pepperId);
    const operators = usable.filter(({ tenant, scopes }) => tenant === DEFAULT_TENANT && scopes.includes('admin'));
    return { usable: usable.length, operators: operators.length, otherPepper: open.length - usable.length };
  };
  const store = {
    reads,
    gate: async () => undefined,
    async create(key, acting, { keysMax }) {
      const own = ofTenant(keys.values(), key.tenant);
      if (own.filter((each) => isOpen(each, acting.atMs)).length >= keysMax) return 'full';
      const nothing = { rotatedAtMs: null, revokedAtMs: null, previous: null, change: 0 };
      const { atMs, actorKeyId, actorTenant } = acting;
      const made = { createdAtMs: atMs, createdBy: actorKeyId, createdByTenant: actorTenant };
      const record = put({ ...key, ...made, ...nothing }, 'created', acting);
      const ended = [...own, record].filter((each) => !isOpen(each, atMs)).sort(newestFirst);
      for (const { keyId } of ended.slice(retention.endedKeysMax)) keys.delete(keyId);
      return record;
    },
    async find(keyId) {
      reads.push(keyId);
      const found = keys.get(keyId) ?? null;
      await store.gate();
      return found;
    },
    async list({ tenant, limit, after }) {
      const isBehind = ({ createdAtMs, keyId }: KeyRecord) =>
        after === null || createdAtMs < after.createdAtMs || (createdAtMs === after.createdAtMs && keyId > after.keyId);
      return ofTenant(keys.values(), tenant).sort(newestFirst).filter(isBehind).slice(0, limit);
    },
    async rotate(target, { hash, pepperId, overlapMs }, acting) {
      const known = targeted(target);
      if (known === undefined) return 'unknown';
      if (!isOpen(known, acting.atMs)) return 'ended';
      const isKept = overlapMs > 0 && known.pepperId === pepperId;
      const previous = isKept ? { hash: known.hash, untilMs: acting.atMs + overlapMs } : null;
      return put({ ...known, hash, pepperId, previous, rotatedAtMs: acting.atMs }, 'rotated', acting);
    },
    async revoke(target, acting, { keepOperator, pepperId }) {
      const known = targeted(target);
      if (known === undefined) return 'unknown';
      if (known.revokedAtMs !== null) return known;
      const isOperator = known.tenant === DEFAULT_TENANT && known.scopes.includes('admin');
      const counts = isOperator && known.pepperId === pepperId && isOpen(known, acting.atMs);
      if (keepOperator && counts && countsAt({ nowMs: acting.atMs, pepperId }).operators <= 1) return 'last_operator';
      return put({ ...known, revokedAtMs: acting.atMs }, 'revoked', acting);
    },
    async changesAfter(after, limit) {
      await store.gate();
      if (after === null) return { position: seq, records: [] };
      const changed = [...keys.values()].filter(({ change }) => change > after).sort((a, b) => a.change - b.change);
      const records = changed.slice(0, limit);
      return { position: records.at(-1)?.change ?? after, records };
    },
    async audit({ tenant, limit, before }) {
      return ofTenant(entries, tenant)
        .filter((entry) => before === null || entry.seq < before)
        .slice(0, limit);
    },
    async counts(now) {
      return countsAt(now);
    },
  } satisfies ReturnType<typeof memoryKeys>;
  return store;
}
