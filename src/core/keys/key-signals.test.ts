import { afterEach, describe, expect, it } from 'vitest';
import { HASHER, keyIn, revokedIn } from '../../../test/support/keys.ts';
import { memoryKeys } from '../../../test/support/memory-keys.ts';
import { NO_REDIS, REDIS_URL } from '../../../test/support/services/redis-server.ts';
import { createMemoryEventBus } from '../../adapters/memory/memory-event-bus.ts';
import { createRedisEventBus } from '../../adapters/redis/redis-event-bus.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import type { KeyStore } from '../../ports/key-store.ts';
import { systemClock } from '../../shared/clock.ts';
import { systemRandom } from '../../shared/ids.ts';
import { manualScheduler, type Scheduler, systemScheduler } from '../../shared/scheduler.ts';
import { KeyRing } from './key-ring.ts';
import { KeySignals } from './key-signals.ts';

const RETENTION = { eventsMax: 100, bytesMax: 1_000_000, ageMsMax: 60_000 };
const TIME = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };
/** What is promised, from the moment a revocation is answered. */
const SEEN_MS_MAX = 1_000;

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function memoryBus(): EventBus {
  const bus = createMemoryEventBus({ ...TIME, retention: RETENTION, topicsMax: 10, bytesMax: 1_000_000 });
  closing.push(() => bus.close());
  return bus;
}

function redisBus(): EventBus {
  const bus = createRedisEventBus({ ...TIME, url: REDIS_URL ?? '', retention: RETENTION });
  closing.push(() => bus.close());
  return bus;
}

/** One process: its keys, and its line to the others. `looks` false: it learns of changes by the bus alone. */
async function processOver(store: KeyStore, bus: EventBus | null, looks: boolean) {
  const scheduler: Scheduler = looks ? systemScheduler : manualScheduler();
  const failures: unknown[] = [];
  const failed = (error: unknown) => failures.push(error);
  const ring = new KeyRing({ store, hasher: HASHER, adminKey: null, clock: systemClock, scheduler, failed });
  await ring.start();
  closing.push(() => ring.stop());
  const heard = Promise.withResolvers<void>();
  const listening = Promise.withResolvers<void>();
  if (bus === null) return { ring, failures, tell: () => undefined, heard, listening };
  let isFirst = true;
  const signals = new KeySignals({
    ...{ bus, scheduler: systemScheduler, random: systemRandom, failed },
    heard() {
      void ring.look();
      if (!isFirst) heard.resolve();
      isFirst = false;
      listening.resolve();
    },
  });
  signals.start();
  closing.push(() => signals.stop());
  return { ring, failures, tell: () => signals.tell(), heard, listening };
}

/** Uses a key in a process again and again; resolves with how long after `sinceMs` it still opened something. */
async function lastOpened(ring: KeyRing, { text, keyId }: { text: string; keyId: string }, sinceMs: number) {
  let lastMs = sinceMs;
  for (;;) {
    const [found, isOpen] = [await ring.identify(text), ring.stillOpens(keyId)];
    if (found === null && !isOpen) return lastMs - sinceMs;
    lastMs = systemClock.monotonic();
    await systemScheduler.sleep(2);
  }
}

async function revokedInOneSeenInTheOther(bus: () => EventBus | null, looks: boolean) {
  const store = memoryKeys();
  const [here, there] = [await processOver(store, bus(), true), await processOver(store, bus(), looks)];
  const { text, record } = await keyIn(store);
  const { keyId } = record;
  for (const { ring } of [here, there]) expect(await ring.identify(text)).toMatchObject({ keyId });
  await Promise.race([there.listening.promise, looks ? undefined : new Promise<void>(() => undefined)]);
  const revoked = await revokedIn(store, keyId, systemClock.now());
  const sinceMs = systemClock.monotonic();
  here.ring.learn(revoked);
  here.tell();
  expect(await here.ring.identify(text)).toBeNull();
  return {
    ms: await lastOpened(there.ring, { text, keyId }, sinceMs),
    failures: [...here.failures, ...there.failures],
  };
}

describe('a key that another process has revoked', () => {
  it('is refused within a second without any bus', async () => {
    const { ms, failures } = await revokedInOneSeenInTheOther(() => null, true);
    expect(ms).toBeLessThan(SEEN_MS_MAX);
    expect(failures).toEqual([]);
  });

  it('is refused because the bus told, before anybody has looked', async () => {
    const bus = memoryBus();
    const { ms, failures } = await revokedInOneSeenInTheOther(() => bus, false);
    expect(ms).toBeLessThan(SEEN_MS_MAX);
    expect(failures).toEqual([]);
  });

  it.skipIf(REDIS_URL === undefined)(
    `is refused because Redis told, before anybody has looked (${NO_REDIS})`,
    async () => {
      const { ms, failures } = await revokedInOneSeenInTheOther(redisBus, false);
      expect(ms).toBeLessThan(SEEN_MS_MAX);
      expect(failures).toEqual([]);
    },
  );

  it('is refused within a second while the bus fails, which is told once', async () => {
    const away = async () => Promise.reject(new Error('away'));
    const bus = { ...memoryBus(), append: away, watch: away };
    const { ms, failures } = await revokedInOneSeenInTheOther(() => bus, true);
    expect(ms).toBeLessThan(SEEN_MS_MAX);
    expect(failures.map(String)).toEqual(['Error: away', 'Error: away']);
  });
});

it('listens again until the bus is there', async () => {
  const bus = memoryBus();
  const scheduler = manualScheduler();
  let tries = 0;
  const watch: EventBus['watch'] = async (...args) => {
    tries++;
    if (tries < 3) throw new Error('away');
    return bus.watch(...args);
  };
  const heard = Promise.withResolvers<void>();
  const failures: unknown[] = [];
  const signals = new KeySignals({
    ...{ bus: { ...bus, watch }, scheduler, random: systemRandom },
    heard: () => heard.resolve(),
    failed: (error) => failures.push(error),
  });
  signals.start();
  for (let i = 0; i < 3; i++) {
    await scheduler.yieldToLoop();
    scheduler.advance(1_000);
  }
  await heard.promise;
  expect([tries, failures.length]).toEqual([3, 1]);
  signals.stop();
});
