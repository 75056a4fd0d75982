import type { Clock } from '../../shared/clock.ts';
import type { IdentifiedEvent } from './bus-replies.ts';

/** Events held a topic: more than a process can be ahead of the others, and enough that a room has its recent past. */
const TAIL_EVENTS_MAX = 500;
/** Characters of bodies held over all topics; beyond it the topics untouched longest go. */
const TAILS_LENGTH_MAX = 32 * 1024 * 1024;
/** Topics known at once: as many as a process can have rooms, and those that were left lately. */
const TAILS_MAX = 4_000;

/** What this process knows of a topic: its epoch, the highest number it saw, and the newest kept events. */
export type TopicTail = {
  readonly epoch: string;
  /** Of the topic in Redis, as last told; '' when only messages told of the topic. */
  life: string;
  lastSeq: number;
  events: IdentifiedEvent[];
  length: number;
  touchedMs: number;
};

/** The ends of the topics this process has to do with, held so that they can be put back when Redis comes back without its memory. */
export class TopicTails {
  readonly #clock: Clock;
  readonly #ageMsMax: number;
  /** In the order they were touched, longest ago first. */
  readonly #tails = new Map<string, TopicTail>();
  #length = 0;

  constructor(clock: Clock, ageMsMax: number) {
    this.#clock = clock;
    this.#ageMsMax = ageMsMax;
  }

  /** Undefined for topics unknown, or untouched for so long that their expiry in Redis was meant. */
  get(topic: string): TopicTail | undefined {
    const tail = this.#tails.get(topic);
    if (tail === undefined || this.#clock.monotonic() - tail.touchedMs <= this.#ageMsMax) return tail;
    this.forget(topic);
    return undefined;
  }

  /** The topic has this epoch and had reached this number; what was known of another epoch is forgotten. */
  know(topic: string, epoch: string, seq: number): TopicTail {
    const known = this.#tails.get(topic);
    if (known !== undefined && known.epoch !== epoch) this.forget(topic);
    const tail = this.#tails.get(topic) ?? { epoch, life: '', lastSeq: 0, events: [], length: 0, touchedMs: 0 };
    tail.lastSeq = Math.max(tail.lastSeq, seq);
    tail.touchedMs = this.#clock.monotonic();
    this.#tails.delete(topic);
    this.#tails.set(topic, tail);
    this.#shrink(topic);
    return tail;
  }

  /** Holds a kept event; one that is held already is passed over. */
  hold(topic: string, epoch: string, held: IdentifiedEvent): void {
    const tail = this.know(topic, epoch, held.event.seq);
    let place = tail.events.length;
    // Almost always the end; an own append can be told before and after it is acknowledged.
    while (place > 0 && (tail.events[place - 1]?.event.seq ?? 0) >= held.event.seq) place--;
    if (tail.events[place]?.event.seq === held.event.seq) return;
    tail.events.splice(place, 0, held);
    this.#grow(tail, held.event.body.length);
    if (tail.events.length <= TAIL_EVENTS_MAX) return;
    const oldest = tail.events.shift();
    if (oldest !== undefined) this.#grow(tail, -oldest.event.body.length);
  }

  forget(topic: string): void {
    const tail = this.#tails.get(topic);
    if (tail === undefined) return;
    this.#length -= tail.length;
    this.#tails.delete(topic);
  }

  #grow(tail: TopicTail, length: number): void {
    tail.length += length;
    this.#length += length;
  }

  #shrink(touched: string): void {
    for (const topic of this.#tails.keys()) {
      if (topic === touched || (this.#length <= TAILS_LENGTH_MAX && this.#tails.size <= TAILS_MAX)) return;
      this.forget(topic);
    }
  }
}
