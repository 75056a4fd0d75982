import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { HttpClient } from '../../bench/load/http-client.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const KILLS = Number(process.env['CHAOS_KILLS'] ?? 20);
const QUOTA = 4_000;
const BURST = 20;
/** Set aside at a time: 1 % of the quota. */
const BLOCK = 40;
const WORKERS = 8;
const PATH = '/api/suggestions?prefix=a';
const DAY_MS = 86_400_000;

const ADMIN_KEY = `admin-of-this-test-${randomUUID()}`;

it(`never answers more calls than the quota of a date over ${KILLS} kills, and loses at most a block at each`, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-quota-'));
  const start = () => startServer({ dataDir, env: { AUTH: 'on', ADMIN_KEY } });
  const random = seededRandom(5);
  const day = Math.floor(Date.now() / DAY_MS);
  let answered = 0;
  try {
    let server = await start();
    const key = await newKey(server);
    for (let kill = 0; kill < KILLS; kill++) {
      const ending = { isOver: false };
      const calling = call(server, key, ending);
      await delay(30 + random() * 200);
      await server.kill();
      ending.isOver = true;
      answered += await calling;
      server = await start();
    }
    const before = await usedOf(server, key);
    await server.stop();
    server = await start();
    const after = await usedOf(server, key);
    answered += await call(server, key, { isOver: false });
    await server.stop();
    console.log(`${answered} of ${QUOTA} answered over ${KILLS} kills, ${WORKERS} callers; ${before} → ${after} used`);
    // Midnight begins another quota.
    if (Math.floor(Date.now() / DAY_MS) !== day) return;
    // An orderly end loses nothing: one more is the look itself.
    expect(after).toBe(before + 1);
    expect(answered).toBeLessThanOrEqual(QUOTA);
    expect(answered).toBeGreaterThanOrEqual(QUOTA - 2 - KILLS * (BLOCK + WORKERS));
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

async function newKey({ url }: RunningServer): Promise<string> {
  const limits = { burst: BURST, per_minute: 1_000_000, per_hour: null, per_day: QUOTA };
  const client = new HttpClient(url, 1, { 'x-api-key': ADMIN_KEY });
  const { status, body } = await client.send('POST', '/api/keys', { name: 'quota', scopes: ['read'], limits });
  client.close();
  expect(status, body).toBe(201);
  return JSON.parse(body).key;
}

async function usedOf({ url }: RunningServer, key: string): Promise<number> {
  const client = new HttpClient(url, 1, { 'x-api-key': key });
  const { body } = await client.send('GET', '/api/usage');
  client.close();
  const windows: readonly { readonly window: string; readonly used: number }[] = JSON.parse(body).windows;
  return windows.find(({ window }) => window === 'per_day')?.used ?? Number.NaN;
}

/** Calls until the server is gone or the quota is; gives the calls that were answered. */
async function call({ url }: RunningServer, key: string, ending: { readonly isOver: boolean }): Promise<number> {
  const client = new HttpClient(url, WORKERS, { 'x-api-key': key });
  let answered = 0;
  const work = async (): Promise<void> => {
    while (!ending.isOver) {
      const answer = await client.send('GET', PATH).catch(() => null);
      if (answer === null) return;
      if (answer.status === 200) answered += 1;
      else if (JSON.parse(answer.body).limit_type === 'per_day' && answer.status === 429) return;
      else await delay(1);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  client.close();
  return answered;
}
