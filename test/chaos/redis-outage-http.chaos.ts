import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HttpClient } from '../../bench/load/http-client.ts';
import { percentile } from '../support/percentiles.ts';
import { type RedisServer, startRedis } from '../support/services/redis-server.ts';
import { startServer } from '../support/start-server.ts';

const RATE = 200;
const PHASE_MS = 5_000;
const SOCKETS = 64;
const ADDED_MS_MAX = 60;
/** Callers without a key may do here what the load asks for. */
const TIERS = { free: { burst: 1_000, per_minute: 60_000, per_hour: null, per_day: null, in_flight_share: 1 } };

type Answer = { readonly atMs: number; readonly tookMs: number; readonly status: number };

let redis: RedisServer;
let client: HttpClient;
/** What was opened, to be put away in the opposite order, also when not everything could be. */
const opened: (() => unknown)[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'queryloom-tiers-'));
  opened.push(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'tiers.json'), JSON.stringify(TIERS));
  redis = await startRedis();
  opened.push(() => redis.kill());
  const server = await startServer({
    env: {
      AUTH: 'on',
      ADMIN_KEY: 'an-admin-key-of-the-chaos-tests-0001',
      ANONYMOUS_TIER: 'free',
      TIERS_FILE: join(folder, 'tiers.json'),
      REDIS_URL: redis.url,
    },
  });
  opened.push(() => server.stop());
  client = new HttpClient(server.url, SOCKETS);
  opened.push(() => client.close());
});
afterAll(async () => {
  for (const close of opened.toReversed()) await close();
});

it(`answers ${RATE} requests a second while Redis is killed, comes back, is frozen and goes on`, async () => {
  const load = startLoad();
  await delay(PHASE_MS);
  const killedMs = performance.now();
  await redis.kill();
  await delay(PHASE_MS);
  const health = await client.send('GET', '/health');
  await redis.start();
  await delay(PHASE_MS);
  const frozenMs = performance.now();
  redis.freeze();
  await delay(PHASE_MS);
  redis.thaw();
  await delay(PHASE_MS);
  const answers = await load.stop();
  const p99 = (fromMs: number, toMs: number) =>
    percentile(
      answers.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ tookMs }) => tookMs),
      0.99,
    );
  const [quiet, killed, frozen] = [
    p99(killedMs - PHASE_MS, killedMs),
    p99(killedMs, killedMs + 1_000),
    p99(frozenMs, frozenMs + 1_000),
  ];
  const counts = Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([k, v]) => `${v?.length} × ${k}`);
  console.log(
    `${counts.join(', ')}; p99 ${quiet.toFixed(1)} ms before, ${killed.toFixed(1)} ms in the first second after SIGKILL, ` +
      `${frozen.toFixed(1)} ms after SIGSTOP`,
  );
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(killed - quiet).toBeLessThanOrEqual(ADDED_MS_MAX);
  expect(frozen - quiet).toBeLessThanOrEqual(ADDED_MS_MAX);
  expect(JSON.parse(health.body)).toMatchObject({
    status: 'degraded',
    checks: { rate_store: { status: 'fail', hard: false } },
  });
  expect((await client.send('GET', '/ready')).status).toBe(200);
});

/** Requests at their scheduled times, whatever becomes of the ones before; latencies count from the schedule. */
function startLoad() {
  const answers: Answer[] = [];
  const running = new Set<Promise<void>>();
  let stopped = false;
  const one = async (atMs: number): Promise<void> => {
    const status = await client.send('GET', '/api/documents?limit=1').then(
      (sent) => sent.status,
      () => 0,
    );
    answers.push({ atMs, tookMs: performance.now() - atMs, status });
  };
  const run = async (): Promise<void> => {
    const sinceMs = performance.now();
    for (let index = 0; !stopped; index++) {
      const atMs = sinceMs + (index * 1_000) / RATE;
      const waitMs = atMs - performance.now();
      if (waitMs > 0) await delay(waitMs);
      const call = one(atMs).finally(() => running.delete(call));
      running.add(call);
    }
  };
  const ended = run();
  return {
    async stop() {
      stopped = true;
      await ended;
      await Promise.all(running);
      return answers;
    },
  };
}
