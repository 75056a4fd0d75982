import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Acknowledged, checkAfterCrash } from '../../../test/support/crash-check.ts';
import { type CrashMode, crashRound, holdFolder } from '../../../test/support/crash-round.ts';
import { openSqliteRecordStore } from './open-record-store.ts';

describe('a process that dies', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'queryloom-crash-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('loses nothing it acknowledged and mixes no revisions', async () => {
    const acknowledged = new Acknowledged();
    const rounds: readonly [CrashMode, number][] = [
      ['upsert', 90],
      ['batch', 130],
      ['delete', 75],
    ];
    for (const [mode, killAfter] of rounds) {
      const reports = await crashRound({ dataDir, mode, prefix: mode, killAfter });
      expect(reports.length).toBeGreaterThanOrEqual(killAfter);
      acknowledged.add(reports);
      expect(await checkAfterCrash(dataDir, acknowledged)).toEqual([]);
    }
    expect(acknowledged.count).toBeGreaterThan(200);
    acknowledged.add([{ kind: 'indexed', documentId: 'never written', revision: 1, ingestId: 'none' }]);
    expect(await checkAfterCrash(dataDir, acknowledged)).toEqual(['never written is missing']);
  });

  it('meets a disk that fails: every refusal has its code, and whatever was acknowledged is there', async () => {
    const reports = await crashRound({ dataDir, mode: 'batch', prefix: 'full', killAfter: null, fileKibMax: 2_048 });
    const failures = reports.filter((report) => report.kind === 'failed').map(({ code }) => code);
    expect(failures.length).toBeGreaterThan(0);
    expect(new Set(failures)).toEqual(new Set(['RECORDS_UNAVAILABLE']));
    expect(reports.at(-1)?.kind).toBe('closed');
    const acknowledged = new Acknowledged();
    acknowledged.add(reports);
    expect(acknowledged.count).toBeGreaterThan(20);
    expect(await checkAfterCrash(dataDir, acknowledged)).toEqual([]);
  });

  it('keeps others out while it lives, and no longer', async () => {
    const holder = await holdFolder(dataDir);
    const refused = await openSqliteRecordStore({ dataDir }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'RECORDS_LOCKED' });
    expect(String(refused)).toContain(`pid ${holder.pid}`);
    const ended = new Promise((resolve) => holder.once('close', resolve));
    holder.kill('SIGKILL');
    await ended;
    const store = await openSqliteRecordStore({ dataDir });
    await store.check();
    await store.close();
  });
});
