import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { historyFilter, historyOf, submissionOf } from '../../../test/support/records.ts';
import { openSqliteRecordStore, type SqliteRecordStore } from './open-record-store.ts';
import { ThreadClient } from './thread-client.ts';
import type { WriterOperations } from './writer-operations.ts';

describe('openSqliteRecordStore', () => {
  let folder: string;
  let dataDir: string;
  let opened: SqliteRecordStore[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'queryloom-open-'));
    dataDir = join(folder, 'made', 'when missing');
    opened = [];
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    await rm(folder, { recursive: true });
  });

  const open = async () => {
    const store = await openSqliteRecordStore({ dataDir });
    opened.push(store);
    return store;
  };
  const accept = (store: SqliteRecordStore, i: number) =>
    store.documents.accept({ ingestId: `i${i}`, tenant: 'acme', submissions: [submissionOf(`d${i}`)], nowMs: 1 });

  it('groups the writes that wait together: far fewer COMMITs than writes', async () => {
    const store = await open();
    await Promise.all(Array.from({ length: 300 }, (_, i) => accept(store, i)));
    expect(store.statistics.calls).toBe(300);
    expect(store.statistics.groups).toBeLessThan(100);
    expect((await store.documents.backlog()).items).toBe(300);
  });

  it('refuses a folder that is in use, also inside one process, and frees it when it closes', async () => {
    const store = await open();
    await expect(openSqliteRecordStore({ dataDir })).rejects.toMatchObject({
      code: 'RECORDS_LOCKED',
      message: expect.stringContaining(`pid ${process.pid}`),
    });
    await store.check();
    await store.close();
    await (await open()).check();
  });

  it('leaves nothing beside the file when it closes, and closes once', async () => {
    const store = await open();
    await accept(store, 1);
    await Promise.all([store.close(), store.close()]);
    expect(() => statSync(join(dataDir, 'data.sqlite-wal'))).toThrow(/ENOENT/);
    const database = new DatabaseSync(join(dataDir, 'data.sqlite'), { readOnly: true });
    expect(database.prepare('SELECT count(*) AS n FROM documents').get()).toEqual({ n: 1 });
    database.close();
  });

  it('refuses work after it is closed', async () => {
    const store = await open();
    await store.close();
    const unavailable = { code: 'RECORDS_UNAVAILABLE' };
    await expect(accept(store, 1)).rejects.toMatchObject(unavailable);
    await expect(store.check()).rejects.toMatchObject(unavailable);
    await expect(store.history.append(historyOf('q'))).rejects.toMatchObject(unavailable);
  });

  it('refuses data of a newer release, and lets go of the folder', async () => {
    await (await open()).close();
    const database = new DatabaseSync(join(dataDir, 'data.sqlite'));
    database.exec(`INSERT INTO schema_migrations VALUES (999, 'from the future', 0)`);
    database.close();
    for (let i = 0; i < 2; i++) {
      await expect(openSqliteRecordStore({ dataDir })).rejects.toMatchObject({ code: 'RECORDS_SCHEMA_NEWER' });
    }
  });

  it('refuses a file that is not a database, and does not touch it', async () => {
    await (await open()).close();
    const file = join(dataDir, 'data.sqlite');
    writeFileSync(file, 'not a database '.repeat(1_000));
    await expect(openSqliteRecordStore({ dataDir })).rejects.toMatchObject({ code: 'RECORDS_UNAVAILABLE' });
    expect(readFileSync(file, 'utf8')).toBe('not a database '.repeat(1_000));
  });

  it('checks with a signal', async () => {
    const store = await open();
    await expect(store.check(new AbortController().signal)).resolves.toBeUndefined();
    await expect(store.check(AbortSignal.abort())).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' });
  });

  it('writes history behind, without being asked to', async () => {
    const store = await open();
    for (let i = 0; i < 64; i++) await store.history.append(historyOf(`q${i}`));
    await expect.poll(() => store.statistics.calls).toBe(1);
    expect(await store.history.clear('acme', historyFilter())).toBe(64);
  });

  it('clears more history than one slice', async () => {
    const store = await open();
    for (let i = 0; i < 2_500; i++) await store.history.append(historyOf(`q${i}`));
    expect(await store.history.clear('acme', historyFilter({ untilMs: 1_000 }))).toBe(2_500);
  });

  it('bounds what waits for a thread, by calls and by bytes', async () => {
    const store = await open();
    await store.close();
    const entry = new URL('./writer-thread.ts', import.meta.url);
    const limits = { callsMax: 2, bytesMax: 1_000 };
    const client = await ThreadClient.start<WriterOperations>({
      entry,
      data: { file: join(dataDir, 'data.sqlite') },
      ...limits,
    });
    const calls = [1, 2, 3].map(() => client.call('probe', undefined));
    const states = (await Promise.allSettled(calls)).map(({ status }) => status);
    expect(states).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    const large = [0, 1].map(() => client.call('probe', undefined, { bytes: 600 }));
    await expect(large[1]).rejects.toMatchObject({ code: 'SERVER_OVERLOADED' });
    await large[0];
    await client.call('probe', undefined, { bytes: 5_000 });
    await client.close();
  });

  it('rejects when a thread cannot open its file', async () => {
    const entry = new URL('./reader-thread.ts', import.meta.url);
    const data = { file: join(folder, 'missing.sqlite') };
    await expect(ThreadClient.start({ entry, data, callsMax: 1, bytesMax: 1 })).rejects.toMatchObject({
      code: 'RECORDS_UNAVAILABLE',
    });
  });
});
