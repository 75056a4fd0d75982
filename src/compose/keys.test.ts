import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryKeys } from '../../test/support/memory-keys.ts';
import { prometheusTelemetry } from '../adapters/prometheus/prometheus-telemetry.ts';
import { openSqliteRecordStore } from '../adapters/sqlite/open-record-store.ts';
import { readSettings } from '../config/env.ts';
import { TIERS } from '../core/limiter/tiers.ts';
import type { KeyScope } from '../ports/caller.ts';
import type { KeyStore } from '../ports/key-store.ts';
import { BackgroundLog } from './background-log.ts';
import { checkKeys } from './check-keys.ts';
import { openEventBus } from './events.ts';
import { pepperPath, readPepper } from './key-pepper.ts';
import { createKeys } from './keys.ts';

const ADMIN_KEY = 'correct horse battery staple, twice over';
const OPERATOR = {
  principal: { tenant: 'default', tier: 'enterprise', scopes: ['read', 'write', 'admin'] as const, userId: null },
  keyId: null,
  identity: 'local',
  limits: null,
};
const wanted = (scopes: readonly KeyScope[], expiresAtMs: number | null = null) => ({
  ...{ name: 'first', tenant: null, tier: null, scopes, environment: 'live' as const, expiresAtMs, limits: null },
});

let dataDir: string;
/** The records of the folder: keys stand alone here, and opening a database takes longer than all the rest. */
let store: KeyStore;

beforeEach(async () => {
  store = memoryKeys();
  dataDir = await mkdtemp(join(tmpdir(), 'queryloom-keys-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const settingsOf = (env: Record<string, string>) => readSettings({ DATA_DIR: dataDir, ...env });

/** The keys of a server over the folder, for as long as `use` takes. */
async function withKeys<T>(
  env: Record<string, string>,
  use: (keys: Awaited<ReturnType<typeof createKeys>>) => Promise<T>,
) {
  const bus = openEventBus(null, new BackgroundLog());
  try {
    const sinks = { telemetry: prometheusTelemetry({ version: '0', processMetrics: false }), log: new BackgroundLog() };
    const parts = { settings: settingsOf(env), records: { keys: store }, bus, tiers: TIERS };
    const keys = await createKeys({ ...parts, ...sinks });
    const result = await use(keys);
    await keys.stop();
    return result;
  } finally {
    await bus.close();
  }
}

const start = (env: Record<string, string>) => withKeys(env, async () => 'started');

describe('a server that needs keys', () => {
  it('does not start when no key opens it, and says both ways out', async () => {
    const refused = start({ AUTH: 'on' });
    await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(refused).rejects.toThrow(/Set ADMIN_KEY .*queryloom keys create --name first/s);
  });

  it('starts with ADMIN_KEY, with a key that was made before, and when it needs none', async () => {
    expect(await start({ AUTH: 'on', ADMIN_KEY })).toBe('started');
    expect(await start({ AUTH: 'off' })).toBe('started');
    const { text } = await withKeys({ AUTH: 'off' }, ({ app }) => app.keys.create(OPERATOR, wanted(['read'])));
    const found = await withKeys({ AUTH: 'on' }, async ({ app }) => app.authenticator.identify(text));
    expect(found).toMatchObject({ tenant: 'default', tier: 'default', scopes: ['read'] });
  });

  it('does not take a revoked or an expired key for one that opens it', async () => {
    await withKeys({ AUTH: 'off' }, async ({ app }) => {
      const { record } = await app.keys.create(OPERATOR, wanted(['admin']));
      await app.keys.revoke(OPERATOR, record.keyId);
    });
    await expect(start({ AUTH: 'on' })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('does not start with another pepper than its keys were made with, and names it', async () => {
    await withKeys({ AUTH: 'off' }, ({ app }) => app.keys.create(OPERATOR, wanted(['read'])));
    const other = { AUTH: 'on', KEY_PEPPER: 'another pepper of more than 32 characters' };
    await expect(start(other)).rejects.toThrow(/1 keys, but they were made with another pepper: restore KEY_PEPPER/);
    expect(await start({ AUTH: 'on' })).toBe('started');
  });

  it('keeps the last key of an operator, unless ADMIN_KEY lets one in', async () => {
    const { record } = await withKeys({ AUTH: 'off' }, ({ app }) => app.keys.create(OPERATOR, wanted(['admin'])));
    await withKeys({ AUTH: 'on' }, async ({ app }) => {
      await expect(app.keys.revoke(OPERATOR, record.keyId)).rejects.toMatchObject({ code: 'KEY_LAST_ADMIN' });
    });
    await withKeys({ AUTH: 'on', ADMIN_KEY }, async ({ app }) => {
      expect((await app.keys.revoke(OPERATOR, record.keyId)).revokedAtMs).not.toBeNull();
    });
  });
});

describe('the pepper of a data folder', () => {
  it('is made once, readable by its owner alone, whole for everybody who asks at once', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => readPepper(dataDir)));
    expect(new Set(made).size).toBe(1);
    expect(made[0]).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(pepperPath(dataDir))).mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(['key-pepper']);
    expect(await readPepper(dataDir)).toBe(made[0]);
  });

  it.each(['', 'abc\n', `${'0'.repeat(63)}\n`, `${'0'.repeat(64)}`, `${'g'.repeat(64)}\n`])(
    'stops the start when it is damaged (%j), and leaves it as it is',
    async (damaged) => {
      await writeFile(pepperPath(dataDir), damaged);
      const refused = start({ AUTH: 'off' });
      await expect(refused).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
      await expect(refused).rejects.toThrow(/key-pepper.*is not as it was written.*Restore it from a backup/s);
      expect(await readFile(pepperPath(dataDir), 'utf8')).toBe(damaged);
      expect(await checkKeys(settingsOf({}))).toMatchObject({ state: 'failed' });
    },
  );

  it('is not made when KEY_PEPPER is set', async () => {
    await start({ AUTH: 'off', KEY_PEPPER: 'a pepper of more than thirty-two characters' });
    expect(await readdir(dataDir)).not.toContain('key-pepper');
  });
});

describe('what doctor says of keys', () => {
  const find = (env: Record<string, string> = {}) => checkKeys(settingsOf(env));
  /** A key in the database of the folder, as a server without keys would make it. */
  const makeKey = async (scopes: readonly KeyScope[]) => {
    const records = await openSqliteRecordStore({ dataDir });
    store = records.keys;
    await withKeys({ AUTH: 'off' }, ({ app }) => app.keys.create(OPERATOR, wanted(scopes)));
    await records.close();
  };

  it('says who may come in, makes nothing, and fails where the server would not start', async () => {
    expect(await find()).toMatchObject({ name: 'keys', state: 'ok', detail: expect.stringContaining('AUTH is off') });
    expect(await readdir(dataDir)).not.toContain('key-pepper');
    expect(await find({ HOST: '0.0.0.0', AUTH: 'off' })).toMatchObject({ state: 'warning' });
    expect(await find({ AUTH: 'on' })).toMatchObject({ state: 'failed', detail: expect.stringContaining('ADMIN_KEY') });
  });

  it('counts keys, and warns where none manages the others, where others may read the pepper, and of another one', async () => {
    await makeKey(['read']);
    const detail = expect.stringContaining('none of them is an admin');
    expect(await find({ AUTH: 'on' })).toMatchObject({ state: 'warning', detail });
    await makeKey(['admin']);
    const counted = expect.stringMatching(/mode 0600; 2 in use, and ADMIN_KEY$/);
    expect(await find({ AUTH: 'on', ADMIN_KEY })).toMatchObject({ state: 'ok', detail: counted });
    await chmod(pepperPath(dataDir), 0o644);
    expect(await find()).toMatchObject({ state: 'warning', detail: expect.stringContaining('chmod 600') });
    const other = { KEY_PEPPER: 'another pepper of more than 32 characters', ADMIN_KEY };
    const foreign = expect.stringContaining('2 were made with another pepper');
    expect(await find(other)).toMatchObject({ state: 'warning', detail: foreign });
  });
});
