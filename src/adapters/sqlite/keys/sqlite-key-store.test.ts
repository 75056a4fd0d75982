import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT_RETENTION, keyStoreContract } from '../../../../test/contract/key-store.contract.ts';
import { openSqliteRecordStore, type SqliteRecordStore } from '../open-record-store.ts';

/** One store for the whole file, emptied before each test: starting its threads takes longer than most tests. */
let dataDir: string;
let store: SqliteRecordStore;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'queryloom-keys-'));
  store = await openSqliteRecordStore({ dataDir, keyRetention: CONTRACT_RETENTION });
});

afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

function empty(): void {
  const database = new DatabaseSync(join(dataDir, 'data.sqlite'), { timeout: 5_000 });
  for (const table of ['api_keys', 'key_audit', 'sqlite_sequence']) database.exec(`DELETE FROM ${table}`);
  database.close();
}

keyStoreContract('sqlite', async () => {
  empty();
  const reopen = async () => {
    await store.close();
    store = await openSqliteRecordStore({ dataDir, keyRetention: CONTRACT_RETENTION });
    return store.keys;
  };
  return { keys: store.keys, reopen, close: async () => undefined };
});

describe('keys in SQLite', () => {
  it('writes an act and its audit entry together or not at all', async () => {
    empty();
    const key = {
      ...{
        keyId: 'twice',
        tenant: 'acme',
        name: 'n',
        tier: 'default',
        scopes: ['read'] as const,
        environment: 'live' as const,
      },
      ...{ limits: null, pepperId: 'p', hash: new Uint8Array(32), expiresAtMs: null },
    };
    const acting = { atMs: 1, actorKeyId: null, actorTenant: 'default', brief: 'b' };
    await store.keys.create(key, acting, { keysMax: 10 });
    await expect(store.keys.create(key, acting, { keysMax: 10 })).rejects.toThrow();
    const short = { ...key, keyId: 'short', hash: new Uint8Array(31) };
    await expect(store.keys.create(short, acting, { keysMax: 10 })).rejects.toThrow();
    expect(await store.keys.audit({ tenant: null, limit: 10, before: null })).toHaveLength(1);
    expect(await store.keys.changesAfter(null, 1)).toEqual({ position: 1, records: [] });
  });
});
