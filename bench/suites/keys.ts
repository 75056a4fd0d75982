import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openSqliteRecordStore } from '../../src/adapters/sqlite/open-record-store.ts';
import type { Authenticator, Identified } from '../../src/core/keys/authenticator.ts';
import { KeyRing } from '../../src/core/keys/key-ring.ts';
import { keyIdOf } from '../../src/core/keys/key-text.ts';
import { opens } from '../../src/core/keys/standing.ts';
import { defineRoute } from '../../src/http/kit/define-route.ts';
import { createLogger } from '../../src/http/logger.ts';
import type { KeyStore } from '../../src/ports/key-store.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { HASHER, keyIn } from '../../test/support/keys.ts';
import { testApp } from '../../test/support/test-app.ts';
import { compareTimes, WRONG_KEYS } from '../key-timing.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';
import { latencyRow, timesOf } from '../timing.ts';

/** Keys of a large installation. */
const KEYS = 10_000;
const SAMPLES = 10_000;
/** Known keys are too fast to be timed one by one. */
const PER_TIME = 100;

/** Whose a key is: how long it takes, and whether the time says what was wrong with one that opens nothing. */
export const suite: BenchSuite = { name: 'keys', run };

type Identify = (text: string) => Identified | null | Promise<Identified | null>;

async function run({ quick, signal }: BenchOptions): Promise<BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-bench-keys-'));
  const records = await openSqliteRecordStore({ dataDir });
  const rings: KeyRing[] = [];
  try {
    const keys = await fill(records.keys);
    const [known, cold] = [await ringOver(records.keys, KEYS), await ringOver(records.keys, 1)];
    rings.push(known, cold);
    const plan = { keys, samples: quick ? SAMPLES / 5 : SAMPLES, signal };
    const early = earlyLookUp(records.keys);
    const all = { right: (text: string) => text, ...WRONG_KEYS };
    const identify: Identify = (text) => cold.identify(text);
    return [
      ...(await speed(known, keys, signal)),
      ...(await compareTimes({ ...plan, prefix: 'function, not held: ', shown: all, ask: identify })),
      ...(await compareTimes({ ...plan, prefix: 'function, control: ', shown: all, ask: early })),
      ...(await overHttp(identify, (ask) => compareTimes({ ...plan, prefix: 'HTTP: ', shown: WRONG_KEYS, ask }))),
      ...(await overHttp(early, (ask) => compareTimes({ ...plan, prefix: 'HTTP, control: ', shown: WRONG_KEYS, ask }))),
    ];
  } finally {
    for (const ring of rings) ring.stop();
    await records.close();
    await rm(dataDir, { recursive: true });
  }
}

async function fill(store: KeyStore): Promise<readonly string[]> {
  const texts: string[] = [];
  for (let i = 0; i < KEYS; i += 500) {
    const made = Array.from({ length: 500 }, (_, j) => keyIn(store, { tenant: `tenant-${(i + j) % 100}` }));
    for (const { text } of await Promise.all(made)) texts.push(text);
  }
  return texts;
}

async function ringOver(store: KeyStore, knownKeysMax: number): Promise<KeyRing> {
  const time = { clock: systemClock, scheduler: systemScheduler };
  const failed = (error: unknown): never => {
    throw error;
  };
  const ring = new KeyRing({ ...time, store, hasher: HASHER, adminKey: 'x'.repeat(40), failed, knownKeysMax });
  await ring.start();
  return ring;
}

async function speed(ring: KeyRing, keys: readonly string[], signal?: AbortSignal): Promise<BenchRow[]> {
  const hundred = keys.slice(0, PER_TIME);
  for (const text of hundred) await ring.identify(text);
  const plan = { count: 200, warm: 50, signal };
  const perCall = (times: readonly number[]) => times.map((ms) => (ms * 1_000) / PER_TIME);
  const hashed = await timesOf(() => hundred.forEach((text) => void HASHER.hash(text)), plan);
  const found = await timesOf(() => hundred.forEach((text) => void ring.identify(text)), plan);
  return [
    { ...latencyRow('HMAC of a key', perCall(hashed)), unit: 'µs' },
    { ...latencyRow('a key that was used lately', perCall(found), 'the HMAC included'), unit: 'µs' },
  ];
}

/** A server whose callers are told by `identify`, asked over one warm socket: from the request's last byte to the answer. */
async function overHttp(identify: Identify, use: (ask: (text: string) => unknown) => Promise<BenchRow[]>) {
  const authenticator: Authenticator = { identify, stillOpens: () => true, redeem: async () => null };
  const route = defineRoute({
    ...{ method: 'GET', path: '/asked', operationId: 'asked', summary: 'Asked', scope: 'read' },
    answers: { 200: z.object({ ok: z.boolean() }) },
    handler: () => ({ ok: true }),
  });
  const { app } = await testApp({
    routes: [route],
    logger: createLogger({ level: 'silent', pretty: false }),
    checkAnswers: false,
    services: { authenticator },
    settings: { auth: 'on', authFailuresPerMinute: 1_000_000 },
  });
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const socket = connect({ host: '127.0.0.1', port: Number(port), noDelay: true });
  try {
    await once(socket, 'connect');
    return await use(async (text) => {
      socket.write(`GET /asked HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: ${text}\r\n\r\n`);
      const [answer]: Buffer[] = await once(socket, 'data');
      if (answer?.toString('latin1', 9, 12) !== '401') throw new Error(`not refused: ${answer}`);
    });
  } finally {
    socket.destroy();
    await app.close();
  }
}

/** What one would write first: nothing more is done for an id that nobody has. */
function earlyLookUp(store: KeyStore): Identify {
  return async (text) => {
    const keyId = keyIdOf(text);
    if (keyId === null) return null;
    const record = await store.find(keyId);
    if (record === null) return null;
    return opens(record, HASHER.hash(text), systemClock.now()) ? { ...record } : null;
  };
}
