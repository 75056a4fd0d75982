import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisEventBus } from '../../src/adapters/redis/redis-event-bus.ts';
import { createRedisTicketLedger } from '../../src/adapters/redis/redis-ticket-ledger.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { newId, systemRandom } from '../../src/shared/ids.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { ask, openMember } from '../support/rate-fleet.ts';
import { type RedisServer, startRedis } from '../support/services/redis-server.ts';
import { startToxicProxy, type ToxicProxy } from '../support/toxic-proxy.ts';

/** What a call may take beyond its deadline, and how long a recovery. */
const GRACE_MS = 100;
const RECOVERY_MS_MAX = 10_000;
const FAULT_MS = 2_000;
const CALL_EVERY_MS = 50;
const RETENTION = { eventsMax: 100, bytesMax: 1024 * 1024, ageMsMax: 60_000 };
const BUS_DEADLINE_MS = 1_000;

/** Every way in which a service fails its callers. */
const FAULTS: readonly (readonly [string, (proxy: ToxicProxy) => void | Promise<void>])[] = [
  ['refused', (proxy) => proxy.refuse()],
  ['reset', (proxy) => proxy.reset()],
  ['black hole', (proxy) => proxy.hold()],
  ['slow', (proxy) => proxy.slow(400)],
  ['error replies', (proxy) => proxy.answer('-ERR internal error')],
  ['loading', (proxy) => proxy.answer('-LOADING Redis is loading the dataset in memory')],
  ['replies of another make', (proxy) => proxy.answer('+OK')],
  ['garbage', (proxy) => proxy.garble()],
];

/** A user of Redis: `call` resolves to whether Redis stood behind the answer; rejects where a fault may be told. */
type Subject = { call(): Promise<boolean>; close(): Promise<void> };
type Kind = {
  readonly name: string;
  readonly deadlineMs: number;
  /** What stands in while Redis is away: an answer all the same, or this code. */
  readonly fallback: 'answers' | 'EVENTS_UNAVAILABLE';
  open(url: string): Promise<Subject>;
};

const KINDS: readonly Kind[] = [
  {
    name: 'limiter',
    deadlineMs: 50,
    fallback: 'answers',
    async open(redisUrl) {
      const member = await openMember({ redisUrl, namespace: newId('faults') });
      return {
        call: async () => !(await ask(member, { burst: 100, perMinute: 6_000, perHour: null, perDay: null })).alone,
        close: () => member.close(),
      };
    },
  },
  {
    name: 'event bus',
    deadlineMs: BUS_DEADLINE_MS,
    fallback: 'EVENTS_UNAVAILABLE',
    async open(url) {
      const time = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };
      const bus = createRedisEventBus({ ...time, url, retention: RETENTION, outageMsMax: BUS_DEADLINE_MS });
      const topic = newId('faults');
      return {
        call: async () => (await bus.append(topic, { id: newId('e'), body: '{}', kept: true })) > 0,
        close: () => bus.close(),
      };
    },
  },
  {
    name: 'used tickets',
    deadlineMs: 250,
    fallback: 'EVENTS_UNAVAILABLE',
    async open(url) {
      const ledger = createRedisTicketLedger({ url, clock: systemClock });
      return { call: () => ledger.use(newId('t'), Date.now() + 30_000), close: () => ledger.close() };
    },
  },
];

describe.each(KINDS)('$name, when Redis fails', ({ deadlineMs, fallback, open }) => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.kill());

  it.each(FAULTS)('%s: in time, with its fallback, and back by itself', async (name, fail) => {
    const proxy = await startToxicProxy(redis.port);
    const subject = await open(`redis://127.0.0.1:${proxy.port}/0`);
    try {
      await untilGood(subject);
      await fail(proxy);
      const outcomes = await callFor(subject, FAULT_MS);
      await proxy.mend();
      const backMs = await untilGood(subject);
      const slowest = Math.max(...outcomes.map(({ tookMs }) => tookMs));
      const told = [...new Set(outcomes.map(({ said }) => said))];
      console.log(
        `${name}: ${outcomes.length} calls, slowest ${slowest.toFixed(0)} ms, ${told.join(' and ')}, back in ${backMs.toFixed(0)} ms`,
      );
      expect(slowest).toBeLessThanOrEqual(deadlineMs + GRACE_MS);
      expect(told.filter((said) => said !== 'good' && said !== fallback)).toEqual([]);
      // Others may find a slow answer good enough, or one that says no more than `OK`.
      if (fallback === 'answers') expect(told).toContain(fallback);
      expect(backMs).toBeLessThanOrEqual(RECOVERY_MS_MAX);
    } finally {
      await subject.close();
      await proxy.close();
    }
  });
});

type Outcome = { readonly tookMs: number; readonly said: string };

async function callOnce(subject: Subject): Promise<Outcome> {
  const sinceMs = performance.now();
  const said = await subject.call().then(
    (good) => (good ? 'good' : 'answers'),
    (error: unknown) => String(error instanceof Error && 'code' in error ? error.code : error),
  );
  return { tookMs: performance.now() - sinceMs, said };
}

/** Calls one after the other and beside each other, as requests come. */
async function callFor(subject: Subject, ms: number): Promise<readonly Outcome[]> {
  const calls: Promise<Outcome>[] = [];
  for (const untilMs = performance.now() + ms; performance.now() < untilMs; ) {
    calls.push(callOnce(subject));
    await delay(CALL_EVERY_MS);
  }
  return Promise.all(calls);
}

/** Milliseconds until Redis stands behind answers again. */
async function untilGood(subject: Subject): Promise<number> {
  const sinceMs = performance.now();
  while ((await callOnce(subject)).said !== 'good') {
    if (performance.now() - sinceMs > 3 * RECOVERY_MS_MAX) throw new Error('it does not come back');
    await delay(20);
  }
  return performance.now() - sinceMs;
}
