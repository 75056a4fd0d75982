import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { inspectRedis } from '../adapters/redis/inspect-redis.ts';
import { openSqliteRecordStore } from '../adapters/sqlite/open-record-store.ts';
import { loadTokenTable } from '../adapters/static-embedder/token-table.ts';
import type { Settings } from '../config/schema.ts';
import { isCodedError } from '../shared/errors.ts';
import { BackgroundLog } from './background-log.ts';
import { checkKeys } from './check-keys.ts';
import { openEventBus } from './events.ts';
import { judgeRedis } from './judge-redis.ts';
import { MODEL_FOLDER } from './model-folder.ts';
import { readTiers } from './tiers.ts';

/** What was looked at, how it is, and what to do about it. */
export type Finding = { readonly name: string; readonly state: 'ok' | 'warning' | 'failed'; readonly detail: string };

/** Below this much room the database will soon refuse to write. */
const DISK_BYTES_MIN = 512 * 1024 * 1024;

/** Looks at everything the server needs, without changing anything but making the data folder. */
export async function checkInstallation(settings: Settings): Promise<readonly Finding[]> {
  return [
    checkNode(),
    await checkModel(),
    await checkFolder(settings.dataDir),
    await checkRecords(settings.dataDir),
    checkTiers(settings),
    await checkKeys(settings),
    await checkPort(settings),
    ...(await checkRedis(settings.redisUrl)),
  ];
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const recent = major > 24 || (major === 24 && minor >= 12);
  return {
    name: 'node',
    state: recent ? 'ok' : 'failed',
    detail: recent ? process.version : `${process.version} is too old; use Node.js 24.12 or newer`,
  };
}

function checkTiers(settings: Settings): Finding {
  try {
    const names = readTiers(settings).map(({ name }) => name);
    return { name: 'tiers', state: 'ok', detail: names.join(', ') };
  } catch (error) {
    return { name: 'tiers', state: 'failed', detail: messageOf(error) };
  }
}

async function checkModel(): Promise<Finding> {
  try {
    const table = await loadTokenTable(MODEL_FOLDER);
    return {
      name: 'embedding table',
      state: 'ok',
      detail: `${table.rows} rows of ${table.dimensions}, checksums hold`,
    };
  } catch (error) {
    return { name: 'embedding table', state: 'failed', detail: messageOf(error) };
  }
}

async function checkFolder(dataDir: string): Promise<Finding> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK);
    const { bavail, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const gibibytes = `${(free / 2 ** 30).toFixed(1)} GiB free`;
    return free < DISK_BYTES_MIN
      ? {
          name: 'data folder',
          state: 'warning',
          detail: `${dataDir} has only ${gibibytes}; make room or move DATA_DIR`,
        }
      : { name: 'data folder', state: 'ok', detail: `${dataDir} can be written, ${gibibytes}` };
  } catch (error) {
    return {
      name: 'data folder',
      state: 'failed',
      detail: `${dataDir}: ${messageOf(error)}; set DATA_DIR to a folder this user may write`,
    };
  }
}

async function checkRecords(dataDir: string): Promise<Finding> {
  try {
    const records = await openSqliteRecordStore({ dataDir });
    await records.check();
    await records.close();
    return { name: 'database', state: 'ok', detail: 'opens, is up to date and can be written' };
  } catch (error) {
    const running = isCodedError(error) && error.code === 'RECORDS_LOCKED';
    return { name: 'database', state: running ? 'warning' : 'failed', detail: messageOf(error) };
  }
}

async function checkRedis(url: string | null): Promise<readonly Finding[]> {
  if (url === null) return [];
  const events = openEventBus(url, new BackgroundLog());
  try {
    // An unused stream's reading says more than a ping: that scripts may run and the keys may be written.
    await events.latest('doctor', 1);
    const facts = await inspectRedis(url);
    return [
      { name: 'redis', state: 'ok', detail: 'answers, and runs what the event bus needs' },
      ...(facts === null ? [] : judgeRedis(facts)),
    ];
  } catch (error) {
    return [{ name: 'redis', state: 'warning', detail: `${messageOf(error)} Start it, or correct REDIS_URL` }];
  } finally {
    await events.close();
  }
}

function checkPort({ host, port }: Settings): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => {
      resolve({
        name: 'port',
        state: 'warning',
        detail: `${host}:${port}: ${messageOf(error)}; a server may be running, or set PORT`,
      });
    });
    server.listen(port, host, () => {
      server.close(() => resolve({ name: 'port', state: 'ok', detail: `${host}:${port} is free` }));
    });
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
