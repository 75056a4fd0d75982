import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTRACT_RETENTION, eventBusContract, recordingWatcher } from '../../../test/contract/event-bus.contract.ts';
import { NO_REDIS, REDIS_URL, type RedisServer, startRedis } from '../../../test/support/services/redis-server.ts';
import { startToxicProxy, type ToxicProxy } from '../../../test/support/toxic-proxy.ts';
import { manualClock, systemClock } from '../../shared/clock.ts';
import { systemRandom } from '../../shared/ids.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { createRedisEventBus } from './redis-event-bus.ts';

const START = { epoch: null, seq: 0 };
const note = (id: string) => ({ id, body: id, kept: true });
const bodies = (events: readonly { readonly body: string }[]) => events.map(({ body }) => body);

/** `outageMsMax` shorter than a silent line takes to be given up would fail what a longer wait repairs. */
function openBus(url: string, clock = systemClock, outageMsMax = 5_000) {
  return createRedisEventBus({
    url,
    clock,
    outageMsMax,
    scheduler: systemScheduler,
    random: systemRandom,
    retention: CONTRACT_RETENTION,
  });
}

describe.skipIf(REDIS_URL === undefined)(`redis event bus (${NO_REDIS})`, () => {
  eventBusContract('redis', async () => {
    const url = REDIS_URL ?? '';
    const clock = { ...manualClock(), monotonic: () => performance.now() + movedMs };
    let movedMs = 0;
    const [bus, other, raw] = [openBus(url, clock), openBus(url, clock), new Redis(url)];
    return {
      bus,
      other,
      async pass(ms) {
        const untilUs = (await raw.time()).map(Number);
        const ends = (untilUs[0] ?? 0) * 1e6 + (untilUs[1] ?? 0) + (ms + 1) * 1_000;
        for (;;) {
          const [seconds = 0, micros = 0] = (await raw.time()).map(Number);
          if (seconds * 1e6 + micros >= ends) return;
          await systemScheduler.sleep(5);
        }
      },
      // What the expiry of the keys does, and the same time on the clock of the processes.
      async age(topic) {
        movedMs += CONTRACT_RETENTION.ageMsMax + 1;
        const keys = await raw.keys(`queryloom:events:*${encodeURIComponent(topic).replace(/[[\]*?\\]/g, '\\$&')}*`);
        await raw.del(...keys);
      },
      async close() {
        await bus.close();
        await other.close();
        raw.disconnect();
      },
    };
  });

  describe('when Redis or the way to it fails', () => {
    let redis: RedisServer;
    let proxy: ToxicProxy;
    const opened: { close(): Promise<void> }[] = [];
    const open = (port: number) => {
      const bus = openBus(`redis://127.0.0.1:${port}/0`);
      opened.push(bus);
      return bus;
    };
    const signal = new AbortController().signal;
    let topics = 0;
    let topic = '';

    beforeAll(async () => {
      redis = await startRedis();
      proxy = await startToxicProxy(redis.port);
    });
    afterAll(async () => {
      for (const bus of opened) await bus.close();
      await proxy.close();
      await redis.kill();
    });
    const fresh = () => {
      topic = `failing/${topics++}`;
      return { here: open(proxy.port), there: open(redis.port), recorder: recordingWatcher() };
    };

    it('tells a watcher what it missed while its line was cut, once and in order', async () => {
      const { here, there, recorder } = fresh();
      await here.watch(topic, null, recorder.watcher, signal);
      await there.append(topic, note('a'));
      await recorder.count(1);
      proxy.cut();
      for (const id of ['b', 'c', 'd']) await there.append(topic, note(id));
      proxy.mend();
      await recorder.count(4);
      await there.append(topic, note('e'));
      await recorder.count(5);
      expect(recorder.told).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('appends through a cut, once, also when only the answer was lost', async () => {
      const { here, there } = fresh();
      await here.append(topic, note('a'));
      proxy.cut();
      const waiting = here.append(topic, note('b'));
      proxy.mend();
      expect(await waiting).toBe(2);
      proxy.cutAfterRequest();
      const deaf = here.append(topic, note('c'));
      await there.watch(topic, null, recordingWatcher().watcher, signal);
      await until(async () => (await there.latest(topic, 1))[0]?.body === 'c');
      proxy.mend();
      expect(await deaf).toBe(3);
      expect(bodies((await there.read(topic, START, 10)).events)).toEqual(['a', 'b', 'c']);
    });

    it('gives up a line that is silent, and goes on over a new one', async () => {
      const { here } = fresh();
      await here.append(topic, note('a'));
      proxy.hold();
      const waiting = here.append(topic, note('b'));
      const held = proxy.open;
      expect(held).toBeGreaterThan(0);
      await until(async () => proxy.open < held);
      proxy.mend();
      expect(await waiting).toBe(2);
    });

    it('brings back what it holds when Redis comes back without its memory', async () => {
      const { here, there, recorder } = fresh();
      await there.watch(topic, null, recorder.watcher, signal);
      for (const id of ['a', 'b', 'c']) await here.append(topic, note(id));
      await recorder.count(3);
      await redis.kill();
      await redis.start();
      const seq = await here.append(topic, note('d'));
      await recorder.count(4);
      expect(seq).toBeGreaterThan(3);
      expect(recorder.told).toEqual(['a', 'b', 'c', 'd']);
      const read = await there.read(topic, START, 10);
      expect(bodies(read.events)).toEqual(['a', 'b', 'c', 'd']);
      expect(read.gap).toBeNull();
    });

    it('gives a watcher what only another process had seen before the memory was lost', async () => {
      const { here, there, recorder } = fresh();
      await here.watch(topic, null, recorder.watcher, signal);
      await there.append(topic, note('a'));
      await recorder.count(1);
      proxy.cut();
      await there.append(topic, note('b'));
      await redis.kill();
      await redis.start();
      proxy.mend();
      await there.append(topic, note('c'));
      await recorder.count(3);
      expect(recorder.told).toEqual(['a', 'b', 'c']);
    });

    it('says what is wrong and keeps the password to itself, and works again without being opened again', async () => {
      fresh();
      const there = openBus(redis.url, systemClock, 600);
      const secret = openBus(`redis://someone:hunter2-secret@127.0.0.1:${redis.port}/0`, systemClock, 600);
      opened.push(there, secret);
      await there.append(topic, note('a'));
      await redis.kill();
      const [failed, failedSecret] = await Promise.allSettled([
        there.append(topic, note('b')),
        secret.append(topic, note('b')),
      ]);
      await expect(there.check(signal)).rejects.toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
      expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'EVENTS_UNAVAILABLE' } });
      expect(String(failed.status === 'rejected' && failed.reason)).toContain(
        `127.0.0.1:${redis.port}/0 cannot be used (ECONNREFUSED)`,
      );
      expect(String(failedSecret.status === 'rejected' && failedSecret.reason)).not.toContain('hunter2');
      await redis.start();
      expect(await there.append(topic, note('b'))).toBeGreaterThan(1);
      await expect(there.check(signal)).resolves.toBeUndefined();
      await expect(secret.append(topic, note('c'))).rejects.toThrow(/WRONGPASS/);
    }, 60_000);
  });
});

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await systemScheduler.sleep(5);
}
