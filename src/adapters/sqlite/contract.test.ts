import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll } from 'vitest';
import { activityStoreContract } from '../../../test/contract/activity-store.contract.ts';
import { documentStoreContract } from '../../../test/contract/document-store.contract.ts';
import { experimentStoreContract } from '../../../test/contract/experiment-store.contract.ts';
import { historyStoreContract } from '../../../test/contract/history-store.contract.ts';
import { idempotencyStoreContract } from '../../../test/contract/idempotency-store.contract.ts';
import { rollupStoreContract } from '../../../test/contract/rollup-store.contract.ts';
import { savedStoreContract } from '../../../test/contract/saved-store.contract.ts';
import { usageStoresContract } from '../../../test/contract/usage-store.contract.ts';
import { openSqliteRecordStore, type SqliteRecordStore } from './open-record-store.ts';

const HISTORY_ROWS_MAX = 100;
const ACTIVITY_ROWS_MAX = 20;

const TABLES = [
  'documents',
  'ingests',
  'history',
  'history_counts',
  'idempotency_keys',
  'saved_items',
  'events',
  'feedback',
  'rollups',
  'usage',
  'quotas',
];

/** One store for the whole file, emptied before each test: starting its threads takes longer than most tests. */
let dataDir: string;
let store: SqliteRecordStore;

const open = () =>
  openSqliteRecordStore({ dataDir, historyRowsMax: HISTORY_ROWS_MAX, activityRowsMax: ACTIVITY_ROWS_MAX });

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'queryloom-records-'));
  store = await open();
});

afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

async function emptied(): Promise<SqliteRecordStore> {
  await store.history.flush();
  const database = new DatabaseSync(join(dataDir, 'data.sqlite'), { timeout: 5_000 });
  for (const table of TABLES) database.exec(`DELETE FROM ${table}`);
  database.close();
  return store;
}

async function reopen(): Promise<SqliteRecordStore> {
  await store.close();
  store = await open();
  return store;
}

const close = async () => store.history.flush();

documentStoreContract('sqlite', async () => {
  const { documents } = await emptied();
  return { documents, reopen: async () => (await reopen()).documents, close };
});

historyStoreContract('sqlite', async () => {
  const { history } = await emptied();
  return { history, rowsMax: HISTORY_ROWS_MAX, reopen: async () => (await reopen()).history, close };
});

idempotencyStoreContract('sqlite', async () => {
  const { idempotency } = await emptied();
  return { idempotency, reopen: async () => (await reopen()).idempotency, close };
});

experimentStoreContract('sqlite', async () => {
  const { experiments } = await emptied();
  return { experiments, reopen: async () => (await reopen()).experiments, close };
});

savedStoreContract('sqlite', async () => {
  const { saved } = await emptied();
  return { saved, reopen: async () => (await reopen()).saved, close };
});

activityStoreContract('sqlite', async () => {
  const { activity, history } = await emptied();
  return { activity, history, rowsMax: ACTIVITY_ROWS_MAX, reopen: async () => (await reopen()).activity, close };
});

rollupStoreContract('sqlite', async () => {
  const { rollups } = await emptied();
  return { rollups, reopen: async () => (await reopen()).rollups, close };
});

usageStoresContract('sqlite', async () => {
  const { usage, quotas } = await emptied();
  return { usage, quotas, reopen, close };
});
