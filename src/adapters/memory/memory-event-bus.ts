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
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { newId, type RandomSource } from '../../shared/ids.ts';
import { TopicEvents } from './topic-events.ts';
import { TopicLeases } from './topic-leases.ts';
import { TopicWatch } from './topic-watch.ts';

/** Bounds of one topic (`retention`) and of all together. */
export type MemoryEventBusOptions = {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly retention: BusRetention;
  /** Topics held at once. Beyond it those go that nobody watches or holds a place on, longest untouched first. */
  readonly topicsMax: number;
  /** Bytes of bodies held over all topics. Beyond it, topics untouched longest go, or the older half of their events while they are in use. */
  readonly bytesMax: number;
};

type Topic = {
  readonly events: TopicEvents;
  readonly leases: TopicLeases;
  readonly watches: Set<TopicWatch>;
  touchedMs: number;
};

/** The event bus of a single process. Nothing outlives the process. */
export function createMemoryEventBus(options: MemoryEventBusOptions): EventBus {
  return new MemoryEventBus(options);
}

class MemoryEventBus implements EventBus {
  readonly #options: MemoryEventBusOptions;
  /** In the order they were touched, longest ago first. */
  readonly #topics = new Map<string, Topic>();
  #bytes = 0;
  #closed = false;

  constructor(options: MemoryEventBusOptions) {
    this.#options = options;
  }

  async append(name: string, event: NewBusEvent): Promise<number> {
    const bytes = Buffer.byteLength(event.body);
    if (bytes > EVENT_BYTES_MAX)
      throw new CodedError(
        'REQUEST_TOO_LARGE',
        `An event has at most ${EVENT_BYTES_MAX} bytes; this one has ${bytes}.`,
      );
    const topic = this.#topic(name);
    return topic.events.numberOf(event.id) ?? this.#tell(topic, event);
  }

  async read(name: string, after: { epoch: string | null; seq: number }, limit: number): Promise<BusRead> {
    assert(limit >= 1 && limit <= READ_EVENTS_MAX, `a read gives 1 to ${READ_EVENTS_MAX} events`);
    const { events } = this.#topic(name);
    const gap = events.gapAfter(after);
    const found = events.after(gap === null ? after.seq : 0, limit + 1);
    const more = found.length > limit;
    const given = more ? found.slice(0, limit) : found;
    const position = more ? { epoch: events.epoch, seq: given.at(-1)?.seq ?? 0 } : events.position;
    return { events: given, position, more, gap };
  }

  async latest(name: string, limit: number): Promise<readonly BusEvent[]> {
    assert(limit >= 1 && limit <= READ_EVENTS_MAX, `a read gives 1 to ${READ_EVENTS_MAX} events`);
    return this.#topic(name).events.latest(limit);
  }

  async watch(name: string, after: BusPosition | null, watcher: BusWatcher, signal: AbortSignal): Promise<BusPosition> {
    const topic = this.#topic(name);
    const { events, watches } = topic;
    const watch = new TopicWatch(watcher, signal);
    const gap = after === null ? null : events.gapAfter(after);
    const from = after === null ? events.position : gap === null ? after : { epoch: events.epoch, seq: 0 };
    if (signal.aborted) return from;
    if (gap !== null) watch.tell((told) => told.gap(gap, from));
    for (const event of events.after(from.seq, Number.POSITIVE_INFINITY)) watch.tell((told) => told.event(event));
    watches.add(watch);
    signal.addEventListener('abort', () => watches.delete(watch), { once: true });
    return from;
  }

  async acquire(name: string, lease: BusLease, leasesMax: number): Promise<BusAcquired> {
    const topic = this.#topic(name);
    const { leases, events } = topic;
    const state = leases.acquire(lease, leasesMax, this.#options.clock.monotonic());
    if (state === 'acquired' && lease.hello !== null) this.#tellOwn(topic, lease.hello);
    if (state !== 'full') this.#tellRoster(topic);
    return { state, position: events.position, values: leases.values() };
  }

  async renew(name: string, places: readonly { key: string; holder: string }[], ttlMs: number) {
    const { leases } = this.#topic(name);
    const expiresAtMs = this.#options.clock.monotonic() + ttlMs;
    return places.flatMap(({ key, holder }): readonly BusLoss[] => {
      const reason = leases.renew(key, holder, expiresAtMs);
      return reason === null ? [] : [{ key, reason }];
    });
  }

  async release(name: string, { key, holder, farewell }: { key: string; holder: string; farewell: string }) {
    const topic = this.#topic(name);
    if (!topic.leases.release(key, holder)) return false;
    this.#tellOwn(topic, farewell);
    this.#tellRoster(topic);
    return true;
  }

  async check(): Promise<void> {
    this.#checkOpen();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#topics.clear();
  }

  /** The topic as it is now: made when it is new, begun again when it was forgotten, without what ran out. */
  #topic(name: string): Topic {
    this.#checkOpen();
    const nowMs = this.#options.clock.monotonic();
    const topic = this.#live(name, nowMs) ?? this.#begin(name, nowMs);
    topic.touchedMs = nowMs;
    this.#topics.delete(name);
    this.#topics.set(name, topic);
    this.#resize(topic, () => topic.events.trim(this.#options.clock.now()));
    const farewells = topic.leases.expire(nowMs);
    for (const farewell of farewells) this.#tellOwn(topic, farewell);
    if (farewells.length > 0) this.#tellRoster(topic);
    return topic;
  }

  #live(name: string, nowMs: number): Topic | null {
    const topic = this.#topics.get(name);
    return topic === undefined || this.#isForgotten(topic, nowMs) ? null : topic;
  }

  #begin(name: string, nowMs: number): Topic {
    const forgotten = this.#topics.get(name);
    if (forgotten !== undefined) this.#drop(name, forgotten);
    this.#makeRoom(nowMs);
    const { random, retention } = this.#options;
    return {
      events: new TopicEvents(newId('t', random), retention),
      leases: new TopicLeases(),
      watches: new Set(),
      touchedMs: nowMs,
    };
  }

  #makeRoom(nowMs: number): void {
    for (const [name, topic] of this.#topics) {
      if (this.#topics.size < this.#options.topicsMax && !this.#isForgotten(topic, nowMs)) return;
      if (!isInUse(topic)) this.#drop(name, topic);
    }
    if (this.#topics.size >= this.#options.topicsMax)
      throw new CodedError('EVENTS_FULL', `All ${this.#options.topicsMax} event streams are in use; try again later.`);
  }

  #isForgotten({ touchedMs, watches }: Topic, nowMs: number): boolean {
    return watches.size === 0 && nowMs - touchedMs > this.#options.retention.ageMsMax;
  }

  #tell(topic: Topic, event: NewBusEvent): number {
    const told = this.#resize(topic, () => topic.events.add(event, this.#options.clock.now()));
    this.#shrink();
    for (const watch of topic.watches) watch.tell((watcher) => watcher.event(told));
    return told.seq;
  }

  #tellOwn(topic: Topic, body: string): void {
    this.#tell(topic, { id: newId('o', this.#options.random), body, kept: true });
  }

  #tellRoster(topic: Topic): void {
    const roster = {
      seq: topic.events.takeNumber(),
      atMs: this.#options.clock.now(),
      values: topic.leases.values(),
    };
    for (const watch of topic.watches) watch.tell((watcher) => watcher.roster(roster));
  }

  /** Keeps the sum of bytes right over a change of one topic. */
  #resize<T>(topic: Topic, change: () => T): T {
    this.#bytes -= topic.events.bytes;
    const changed = change();
    this.#bytes += topic.events.bytes;
    return changed;
  }

  #shrink(): void {
    for (const [name, topic] of this.#topics) {
      if (this.#bytes <= this.#options.bytesMax) return;
      if (isInUse(topic)) this.#resize(topic, () => topic.events.halve());
      else this.#drop(name, topic);
    }
  }

  #drop(name: string, topic: Topic): void {
    this.#bytes -= topic.events.bytes;
    this.#topics.delete(name);
  }

  #checkOpen(): void {
    if (this.#closed) throw new CodedError('EVENTS_UNAVAILABLE', 'The event bus is closed.');
  }
}

function isInUse({ watches, leases }: Topic): boolean {
  return watches.size > 0 || leases.size > 0;
}
