import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HttpClient } from '../../bench/load/http-client.ts';
import { MINUTE_MS } from '../../src/ports/rate-store.ts';
import { type RedisServer, startRedis } from '../support/services/redis-server.ts';
import { type RunningServer, startServer } from '../support/start-server.ts';

const SERVERS = 4;
const IN_FLIGHT = 64;
const PAUSE_MS = 150;
const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 130);
/** What callers without a key may do here; all of them come from one address. */
const FREE = { burst: 10, perMinute: 60 };
/** From a decision to its answer at the client: moments are taken there, by one clock for all servers. */
const SLACK_MS = 1_000;

/** `answers` by status and, where there is one, error code. */
type Seen = { readonly admitted: readonly number[]; readonly answers: ReadonlyMap<string, number> };

const EXPECTED = ['200', '429 RATE_LIMIT_EXCEEDED', '503 SERVER_OVERLOADED'];

describe(`${SERVERS} servers, ${IN_FLIGHT} requests in flight each, one address, ${SECONDS} s`, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  it('let in together what one server may, and nothing fails', async () => {
    const seen = await runServers({ REDIS_URL: redis.url });
    console.log(`with Redis: ${describeSeen(seen)}`);
    expect(overOf(seen.admitted)).toBe(0);
    expect(seen.admitted.length).toBeGreaterThanOrEqual(Math.floor((SECONDS / 60) * FREE.perMinute * 0.7));
    // More in flight than a server takes at once is shed; nothing else may fail.
    expect([...seen.answers.keys()].filter((answer) => !EXPECTED.includes(answer))).toEqual([]);
  });

  it('let in several times as much when each counts for itself', async () => {
    const seen = await runServers({});
    console.log(`each for itself: ${describeSeen(seen)}`);
    expect(overOf(seen.admitted)).toBeGreaterThan(FREE.perMinute * (SECONDS / 60));
  });
});

async function runServers(env: Readonly<Record<string, string>>): Promise<Seen> {
  const servers: RunningServer[] = [];
  const clients: HttpClient[] = [];
  const admitted: number[] = [];
  const answers = new Map<string, number>();
  try {
    for (let i = 0; i < SERVERS; i++) servers.push(await startServer({ env: { ...DOORS, ...env } }));
    // Each process has been told of the others.
    await delay(1_500);
    const untilMs = performance.now() + SECONDS * 1_000;
    const ask = async (client: HttpClient): Promise<void> => {
      const { status, body } = await client.send('GET', '/api/documents?limit=1');
      const answer = [status, ...(/"code":"([A-Z_]+)"/.exec(body)?.slice(1) ?? [])].join(' ');
      answers.set(answer, 1 + (answers.get(answer) ?? 0));
      if (status === 200) admitted.push(Date.now());
    };
    const waves = async (url: string): Promise<void> => {
      const client = new HttpClient(url, IN_FLIGHT);
      clients.push(client);
      while (performance.now() < untilMs) {
        await Promise.all(Array.from({ length: IN_FLIGHT }, () => ask(client)));
        await delay(PAUSE_MS);
      }
    };
    await Promise.all(servers.map(({ url }) => waves(url)));
    return { admitted, answers };
  } finally {
    for (const client of clients) client.close();
    await Promise.all(servers.map((server) => server.stop()));
  }
}

const DOORS = { AUTH: 'on', ADMIN_KEY: 'an-admin-key-of-the-chaos-tests-0001', ANONYMOUS_TIER: 'free' };

/** Admissions beyond burst and minute, in any stretch of time, with what the way of an answer can take off it. */
function overOf(admitted: readonly number[]): number {
  const log: number[] = [];
  let over = 0;
  for (const atMs of admitted.toSorted((a, b) => a - b)) {
    const inMinute = log.filter((one) => one > atMs - MINUTE_MS + SLACK_MS).length + 1;
    const isOverBurst = log.some((one, index) => {
      const refilled = ((atMs - one + SLACK_MS) * FREE.perMinute) / MINUTE_MS;
      return log.length - index + 1 > FREE.burst + refilled;
    });
    if (inMinute > FREE.perMinute || isOverBurst) over += 1;
    else log.push(atMs);
  }
  return over;
}

function describeSeen({ admitted, answers }: Seen): string {
  const counts = [...answers].map(([answer, count]) => `${count} × ${answer}`).join(', ');
  return `${counts}; over-admitted ${overOf(admitted)}`;
}
