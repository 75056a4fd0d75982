import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ACME, testAnswer } from '../../../test/support/room-world.ts';
import { NO_REDIS, REDIS_URL, type RedisServer, startRedis } from '../../../test/support/services/redis-server.ts';
import { openSocket, type SocketClient } from '../../../test/support/socket-client.ts';
import { testApp } from '../../../test/support/test-app.ts';
import { startToxicProxy, type ToxicProxy } from '../../../test/support/toxic-proxy.ts';
import { createMemoryEventBus } from '../../adapters/memory/memory-event-bus.ts';
import { createRedisEventBus } from '../../adapters/redis/redis-event-bus.ts';
import { Rooms } from '../../core/collaboration/rooms.ts';
import type { EventBus } from '../../ports/event-bus.ts';
import { manualClock, systemClock } from '../../shared/clock.ts';
import { systemRandom } from '../../shared/ids.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { collaborateFeature } from './routes.ts';

const TIME = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };
const RETENTION = { eventsMax: 500, bytesMax: 2_000_000, ageMsMax: 60_000 };
const memoryBus = () => createMemoryEventBus({ ...TIME, retention: RETENTION, topicsMax: 100, bytesMax: 10_000_000 });

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(bus: EventBus, ask = async (text: string) => testAnswer(text)) {
  const rooms = new Rooms({
    ...{ ...TIME, bus },
    ask: ({ text }) => ask(text),
    truth: { origin: 'here', isVisible: () => true },
  });
  rooms.start();
  const { app, lines } = await testApp({
    features: [collaborateFeature({ rooms, clock: systemClock })],
    services: { clock: manualClock() },
    principal: () => ACME,
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  closing.push(async () => {
    await app.close();
    await rooms.stop();
    await bus.close();
  });
  return {
    lines,
    join: async (query = '') => {
      const socket = await openSocket(`${url}/ws/collaborate/s?${query}`);
      return { socket, welcome: await socket.next() };
    },
    raw: (query = '') => openSocket(`${url}/ws/collaborate/s?${query}`),
  };
}

type Message = Record<string, unknown>;
const is =
  (type: string, fits: Message = {}) =>
  (message: Message) =>
    message['type'] === type && Object.entries(fits).every(([key, value]) => message[key] === value);
const results = (messages: readonly Message[]) => messages.filter(is('query_result')).map(({ query }) => query);
async function untilResults(socket: SocketClient, count: number): Promise<Message[]> {
  const seen: Message[] = [];
  while (results(seen).length < count) seen.push(await socket.next());
  return seen;
}

describe('a room over sockets', () => {
  it('closes the older connection of a member that came back, and says why', async () => {
    const { join } = await serve(memoryBus());
    const first = await join('user=Ann');
    const again = await join(`resume=${first.welcome['resume']}&after_seq=0`);
    expect(await first.socket.closed).toMatchObject({
      code: 1008,
      reason: expect.stringContaining('newer connection'),
    });
    expect(again.welcome['member_id']).toBe(first.welcome['member_id']);
  });

  it('tells an asker alone what keeps its question from being answered, under its id', async () => {
    const { join } = await serve(memoryBus(), async (text) => {
      if (text === 'bad') throw new Error('the inside of the server');
      return testAnswer(text);
    });
    const [ann, bob] = [await join('user=Ann'), await join('user=Bob')];
    ann.socket.send({ action: 'query', text: 'bad', id: 'x1' });
    const error = (await ann.socket.until(is('error'))).at(-1);
    expect(error).toMatchObject({ id: 'x1', code: 'SERVER_INTERNAL', status: 500 });
    expect(JSON.stringify(error)).not.toContain('inside');
    ann.socket.send({ action: 'query', text: 'good' });
    expect((await bob.socket.until(is('query_result'))).filter(is('error'))).toEqual([]);
  });

  it('refuses one question too many and answers the others', async () => {
    const go = Promise.withResolvers<void>();
    const { join } = await serve(memoryBus(), async (text) => {
      await go.promise;
      return testAnswer(text);
    });
    const { socket } = await join();
    for (let i = 0; i < 5; i++) socket.send({ action: 'query', text: `q${i}`, id: `${i}` });
    expect((await socket.until(is('error'))).at(-1)).toMatchObject({ id: '4', code: 'ROOM_BUSY', status: 429 });
    go.resolve();
    expect(results(await untilResults(socket, 4)).sort()).toEqual(['q0', 'q1', 'q2', 'q3']);
  });

  it('takes the name a message gives and shows it to everybody', async () => {
    const { join } = await serve(memoryBus());
    const [ann, bob] = [await join(), await join('user=Bob')];
    expect(ann.welcome).toMatchObject({ user: 'guest', users: ['guest'] });
    ann.socket.send({ action: 'query', text: 'x', user: 'Ann' });
    expect((await bob.socket.until(is('query_result'))).at(-1)).toMatchObject({ user: 'Ann' });
    ann.socket.send({ action: 'history' });
    expect((await ann.socket.until(is('history'))).at(-1)).toMatchObject({ user: 'Ann', results: [{ query: 'x' }] });
  });

  it('closes with the reason when the bus is down', async () => {
    const bus = memoryBus();
    const { raw } = await serve(bus);
    await bus.close();
    expect(await (await raw()).closed).toMatchObject({
      code: 1011,
      reason: expect.stringContaining('EVENTS_UNAVAILABLE'),
    });
  });
});

describe.skipIf(REDIS_URL === undefined)(`a room whose Redis is cut off (${NO_REDIS})`, () => {
  let redis: RedisServer;
  let proxy: ToxicProxy;

  beforeAll(async () => {
    redis = await startRedis();
    proxy = await startToxicProxy(redis.port);
  });
  afterAll(async () => {
    await proxy.close();
    await redis.kill();
  });

  const busAt = (port: number, outageMsMax?: number) =>
    createRedisEventBus({
      ...{ ...TIME, url: `redis://127.0.0.1:${port}/0`, retention: RETENTION },
      ...(outageMsMax === undefined ? {} : { outageMsMax }),
    });

  it('loses and repeats nothing over cuts in the middle of answers and of the way to the members', async () => {
    const { join } = await serve(busAt(proxy.port));
    const other = await serve(busAt(redis.port));
    const [ann, bob] = [await join('user=Ann'), await other.join('user=Bob')];
    const asked: string[] = [];
    for (let round = 0; round < 6; round++) {
      const texts = [`${round} at once`, `${round} through the cut`, `${round} from the other side`];
      asked.push(...texts);
      ann.socket.send({ action: 'query', text: texts[0] });
      if (round % 2 === 0) proxy.cut();
      else proxy.cutAfterRequest();
      ann.socket.send({ action: 'query', text: texts[1] });
      bob.socket.send({ action: 'query', text: texts[2] });
      await untilResults(bob.socket, 1);
      proxy.mend();
      await untilResults(bob.socket, 2);
      await untilResults(ann.socket, 3);
    }
    const late = await other.join('after_seq=0');
    const past = await untilResults(late.socket, asked.length);
    expect(results(past).sort()).toEqual([...asked].sort());
    const again = await join('after_seq=0');
    expect(results(await untilResults(again.socket, asked.length))).toEqual(results(past));
  });

  it('goes on over a Redis that comes back without its memory: nobody left, nothing is lost', async () => {
    const here = await serve(busAt(redis.port));
    const there = await serve(busAt(redis.port));
    const [ann, bob] = [await here.join('user=Ann&after_seq=0'), await there.join('user=Bob')];
    await ann.socket.until(is('joined'));
    ann.socket.send({ action: 'query', text: 'before the loss' });
    const seen = await untilResults(bob.socket, 1);
    await redis.kill();
    await redis.start();
    bob.socket.send({ action: 'query', text: 'after the loss' });
    seen.push(...(await untilResults(bob.socket, 1)));
    expect(results(seen)).toEqual(['before the loss', 'after the loss']);
    expect(seen.filter((message) => is('left')(message) || is('replay_truncated')(message))).toEqual([]);
    const late = await there.join('user=Dan&after_seq=0');
    const past = results(await late.socket.until(is('joined', { user: 'Dan' })));
    expect(past.slice(-2)).toEqual(['before the loss', 'after the loss']);
  });

  it('tells the asker when the room could not be told, and goes on when Redis is back', async () => {
    const { join } = await serve(busAt(proxy.port, 300));
    const { socket } = await join('user=Cid&after_seq=0');
    proxy.cut();
    socket.send({ action: 'query', text: 'lost', id: 'l' });
    const error = (await socket.until(is('error'))).at(-1);
    expect(error).toMatchObject({ id: 'l', code: 'EVENTS_UNAVAILABLE', detail: expect.stringContaining('q_lost') });
    proxy.mend();
    for (let attempt = 0; ; attempt++) {
      socket.send({ action: 'query', text: `back ${attempt}` });
      const told = (await socket.until((message) => is('error')(message) || is('query_result')(message))).at(-1);
      if (told?.['query'] === `back ${attempt}`) break;
    }
  });
});
