import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_REDIS, REDIS_URL } from '../../test/support/services/redis-server.ts';
import { openSqliteRecordStore } from '../adapters/sqlite/open-record-store.ts';
import { readSettings } from '../config/env.ts';
import { checkInstallation } from './check-installation.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'queryloom-doctor-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const check = (env: Record<string, string> = {}) =>
  checkInstallation(readSettings({ DATA_DIR: join(folder, 'data'), PORT: '0', ...env }));

const find = async (name: string, env: Record<string, string> = {}) =>
  (await check(env)).find((finding) => finding.name === name);

describe('checkInstallation', () => {
  it('finds nothing wrong with a sound installation, and may be asked again', async () => {
    for (let i = 0; i < 2; i++) {
      const findings = await check();
      expect(findings.map(({ state }) => state)).toEqual(findings.map(() => 'ok'));
      expect(findings.length).toBeGreaterThanOrEqual(7);
    }
  });

  it('names a data folder that is none', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const finding = await find('data folder', { DATA_DIR: join(file, 'data') });
    expect(finding).toMatchObject({ state: 'failed', detail: expect.stringContaining('set DATA_DIR') });
  });

  it('names a mistake in the file of tiers', async () => {
    const TIERS_FILE = join(folder, 'tiers.json');
    await writeFile(TIERS_FILE, '{"free": {"per_minut": 1}}');
    const finding = await find('tiers', { TIERS_FILE });
    expect(finding).toMatchObject({ state: 'failed', detail: expect.stringContaining('"per_minut"') });
    expect((await find('tiers'))?.detail).toContain('free');
  });

  it('only warns of a database that a running server has open', async () => {
    const records = await openSqliteRecordStore({ dataDir: join(folder, 'data') });
    expect(await find('database')).toMatchObject({ state: 'warning' });
    await records.close();
    expect(await find('database')).toMatchObject({ state: 'ok' });
  });

  it('warns of a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address: AddressInfo | string | null = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    expect(await find('port', { PORT: port })).toMatchObject({
      state: 'warning',
      detail: expect.stringContaining(`127.0.0.1:${port}`),
    });
    await new Promise((resolve) => server.close(resolve));
  });

  it('says that a Redis cannot be reached, without its password; and nothing of one that is not wanted', async () => {
    expect(await find('redis')).toBeUndefined();
    const finding = await find('redis', { REDIS_URL: 'redis://someone:hidden@127.0.0.1:1/0' });
    expect(finding).toMatchObject({ state: 'warning', detail: expect.stringContaining('127.0.0.1:1/0') });
    expect(finding?.detail).toContain('REDIS_URL');
    expect(finding?.detail).not.toContain('hidden');
  });

  it.skipIf(REDIS_URL === undefined)(`finds a Redis that works (${NO_REDIS})`, async () => {
    expect(await find('redis', { REDIS_URL: REDIS_URL ?? '' })).toMatchObject({ state: 'ok' });
  });
});
