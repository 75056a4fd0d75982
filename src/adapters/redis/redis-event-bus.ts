import {
  type BusAcquired,
  type BusEvent,
  type BusLease,
  type BusLoss,
  type BusPosition,
  type BusRead,
  type BusRetention,
  type BusWatcher,
  EVENT_BYTES_MAX,
  type EventBus,
  type NewBusEvent,
  READ_EVENTS_MAX,
} from '../../ports/event-bus.ts';
import { assert } from '../../shared/assert.ts';
import { CodedError } from '../../shared/errors.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import { entryOf, eventsOf, gapOf, lossesOf, textsOf } from './bus-replies.ts';
import { ACQUIRE, APPEND, LATEST, READ, RELEASE, RENEW, RESTORE } from './bus-scripts.ts';
import { RedisLink, type RedisLinkOptions } from './redis-link.ts';
import type { RedisScript } from './redis-script.ts';
import { TopicChannels } from './topic-channels.ts';
import { TopicFeed } from './topic-feed.ts';
import { TopicTails } from './topic-tails.ts';

/** The line to Redis, and what each topic keeps there. */
export type RedisEventBusOptions = RedisLinkOptions & {
  readonly random: RandomSource;
  readonly retention: BusRetention;
};

/** How often every feed looks whether it missed something and places ran out: what a dead line that looks alive can cost. */
const LOOK_MS = 5_000;
/** After a loss, the time in which every process may put back what it holds before new events come: they reconnect within 0.5 s. */
const SETTLE_MS = 1_000;
const SETTLE_STEP_MS = 50;
/** Numbers left out after a loss: more than one process can have seen before the others. */
const SKIPPED_NUMBERS = 1_000;
/** Tries of one call: it may wait for a loss to settle, and the loss may come again meanwhile. */
const TRIES_MAX = (3 * SETTLE_MS) / SETTLE_STEP_MS;

/** The event bus of many processes on one Redis (6.2 or newer). Outlives every process; what it keeps is as durable as that Redis. */
export function createRedisEventBus(options: RedisEventBusOptions): EventBus {
  return new RedisEventBus(options);
}

class RedisEventBus implements EventBus {
  readonly #options: RedisEventBusOptions;
  readonly #link: RedisLink;
  readonly #channels: TopicChannels;
  readonly #tails: TopicTails;
  readonly #ending = new AbortController();

  constructor(options: RedisEventBusOptions) {
    this.#options = options;
    this.#link = new RedisLink(options);
    this.#tails = new TopicTails(options.clock, options.retention.ageMsMax);
    this.#channels = new TopicChannels({
      subscriber: this.#link.subscriber,
      heard: (channel, { epoch, id, event }) => {
        const topic = this.#topicOf(channel);
        if (event.kept) this.#tails.hold(topic, epoch, { id, event });
        else this.#tails.know(topic, epoch, event.seq);
      },
    });
    this.#link.open();
    void this.#lookRegularly();
  }

  async append(topic: string, event: NewBusEvent): Promise<number> {
    const { id, body, kept } = event;
    const bytes = Buffer.byteLength(body);
    if (bytes > EVENT_BYTES_MAX)
      throw new CodedError(
        'REQUEST_TOO_LARGE',
        `An event has at most ${EVENT_BYTES_MAX} bytes; this one has ${bytes}.`,
      );
    const { epoch, rest } = await this.#run(topic, APPEND, [id, body, kept ? '1' : '0']);
    const [seq, keptBefore, atMs] = rest.map(Number);
    const told = { seq: seq ?? 0, keptBefore: keptBefore ?? 0, atMs: atMs ?? 0, kept, body };
    if (kept) this.#tails.hold(topic, epoch, { id, event: told });
    return told.seq;
  }

  async read(topic: string, after: { epoch: string | null; seq: number }, limit: number): Promise<BusRead> {
    assert(limit >= 1 && limit <= READ_EVENTS_MAX, `a read gives 1 to ${READ_EVENTS_MAX} events`);
    const { epoch, rest } = await this.#run(topic, READ, [after.epoch ?? '', String(after.seq), String(limit)]);
    const [newest = '0', gap = '', more] = rest;
    const found = eventsOf(rest.slice(3));
    for (const held of found) this.#tails.hold(topic, epoch, held);
    this.#tails.know(topic, epoch, Number(newest));
    const events = found.map(({ event }) => event);
    const seq = more === '1' ? (events.at(-1)?.seq ?? 0) : Number(newest);
    return { events, position: { epoch, seq }, more: more === '1', gap: gapOf(gap) };
  }

  async latest(topic: string, limit: number): Promise<readonly BusEvent[]> {
    assert(limit >= 1 && limit <= READ_EVENTS_MAX, `a read gives 1 to ${READ_EVENTS_MAX} events`);
    const { rest } = await this.#run(topic, LATEST, [String(limit)]);
    return eventsOf(rest).map(({ event }) => event);
  }

  async watch(
    topic: string,
    after: BusPosition | null,
    watcher: BusWatcher,
    signal: AbortSignal,
  ): Promise<BusPosition> {
    const position = after ?? (await this.#now(topic));
    const read = (from: BusPosition): Promise<BusRead> => this.read(topic, from, READ_EVENTS_MAX);
    const feed = new TopicFeed({ watcher, position, read });
    const channel = this.#channelOf(topic);
    const leave = () => {
      feed.end();
      // A line that is down has nothing to unsubscribe from.
      this.#channels.remove(channel, feed).catch(() => undefined);
    };
    try {
      await this.#listen(channel, feed);
      await feed.catchUp();
    } catch (error) {
      leave();
      throw error;
    }
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    return position;
  }

  async acquire(topic: string, lease: BusLease, leasesMax: number): Promise<BusAcquired> {
    const { key, holder, value, ttlMs, hello, farewell } = lease;
    const told = [hello === null ? '0' : '1', hello ?? '', farewell];
    const args = [key, holder, value, String(ttlMs), ...told, String(leasesMax)];
    const { epoch, rest } = await this.#run(topic, ACQUIRE, args);
    const [seq, state, ...values] = rest;
    this.#tails.know(topic, epoch, Number(seq));
    return {
      state: state === 'full' ? 'full' : state === 'held' ? 'held' : 'acquired',
      position: { epoch, seq: Number(seq) },
      values,
    };
  }

  async renew(
    topic: string,
    places: readonly { key: string; holder: string }[],
    ttlMs: number,
  ): Promise<readonly BusLoss[]> {
    const args = places.flatMap(({ key, holder }) => [key, holder]);
    return lossesOf((await this.#run(topic, RENEW, [String(ttlMs), ...args])).rest);
  }

  async release(topic: string, { key, holder, farewell }: { key: string; holder: string; farewell: string }) {
    return (await this.#run(topic, RELEASE, [key, holder, farewell])).rest[0] === '1';
  }

  async check(): Promise<void> {
    await this.#link.check();
  }

  async close(): Promise<void> {
    this.#ending.abort();
    this.#link.close();
  }

  /** Where the topic stands, begun if it was not there. */
  async #now(topic: string): Promise<BusPosition> {
    const { epoch, rest } = await this.#run(topic, READ, ['', '', '0']);
    const seq = Number(rest[0]);
    this.#tails.know(topic, epoch, seq);
    return { epoch, seq };
  }

  /** Listens; while the line is down, the same wait as for any call. */
  async #listen(channel: string, feed: TopicFeed): Promise<void> {
    await this.#link.persistently(() => this.#channels.add(channel, feed));
  }

  /** Runs a topic's script; puts back first what Redis has lost. */
  async #run(topic: string, script: RedisScript, own: readonly string[]) {
    const keys = this.#keysOf(topic);
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const reply = textsOf(await this.#link.run(script, keys, [...this.#leading(topic), ...own]));
      const [epoch = '', life = '', ...rest] = reply;
      if (epoch === 'lost') await this.#restore(topic);
      else if (epoch === 'wait') await this.#options.scheduler.sleep(SETTLE_STEP_MS, this.#ending.signal);
      else {
        this.#tails.know(topic, epoch, 0).life = life;
        return { epoch, rest };
      }
    }
    throw new CodedError('EVENTS_UNAVAILABLE', 'Redis loses what it was given faster than it can be put back.');
  }

  async #restore(topic: string): Promise<void> {
    const held = this.#tails.get(topic)?.events ?? [];
    const entries = held.flatMap(({ id, event }) => [id, entryOf(event)]);
    const args = [...this.#leading(topic), String(SKIPPED_NUMBERS), String(SETTLE_MS), ...entries];
    const [epoch = '', life = ''] = textsOf(await this.#link.run(RESTORE, this.#keysOf(topic), args));
    this.#tails.know(topic, epoch, 0).life = life;
  }

  #leading(topic: string): readonly string[] {
    const { eventsMax, bytesMax, ageMsMax } = this.#options.retention;
    const tail = this.#tails.get(topic);
    return [
      this.#channelOf(topic),
      newId('t', this.#options.random),
      tail?.epoch ?? '',
      tail?.life ?? '',
      String(tail?.lastSeq ?? 0),
      String(eventsMax),
      String(bytesMax),
      String(ageMsMax),
    ];
  }

  #keysOf(topic: string): readonly string[] {
    const base = this.#channelOf(topic);
    return ['meta', 'order', 'entries', 'times', 'records'].map((part) => `${base}:${part}`);
  }

  /** The braces keep the keys of a topic in one slot of a cluster; the database stands in it because channels know of none. */
  #channelOf(topic: string): string {
    return `queryloom:events:${this.#link.database}:{${encodeURIComponent(topic)}}`;
  }

  #topicOf(channel: string): string {
    return decodeURIComponent(channel.slice(channel.indexOf('{') + 1, -1));
  }

  async #lookRegularly(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await this.#options.scheduler.sleep(LOOK_MS, signal);
      if (signal.aborted) return;
      await this.#link.probeSubscriber();
      await this.#channels.catchUp();
    }
  }
}
