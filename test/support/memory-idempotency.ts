import type { IdempotencyStore, StoredResponse } from '../../src/ports/idempotency-store.ts';

type Entry = { fingerprint: string; response: StoredResponse | null; leaseUntilMs: number };

/** The idempotency port in a map, for tests of what stands above it. */
export function memoryIdempotency(): IdempotencyStore & { readonly entries: ReadonlyMap<string, Entry> } {
  const entries = new Map<string, Entry>();
  return {
    entries,
    async reserve({ tenant, key, fingerprint, nowMs, leaseMs }) {
      const entry = entries.get(`${tenant}/${key}`);
      if (entry === undefined || (entry.response === null && entry.leaseUntilMs <= nowMs)) {
        entries.set(`${tenant}/${key}`, { fingerprint, response: null, leaseUntilMs: nowMs + leaseMs });
        return { state: 'reserved' };
      }
      if (entry.fingerprint !== fingerprint) return { state: 'mismatch' };
      return entry.response === null ? { state: 'in_progress' } : { state: 'done', response: entry.response };
    },
    async complete(tenant, key, response) {
      const entry = entries.get(`${tenant}/${key}`);
      if (entry !== undefined) entry.response = response;
    },
    async release(tenant, key) {
      entries.delete(`${tenant}/${key}`);
    },
  };
}
