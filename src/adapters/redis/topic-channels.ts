import type { Redis } from 'ioredis';
import { type BusMessage, messageOf } from './bus-replies.ts';
import type { TopicFeed } from './topic-feed.ts';

/** Channels a SUBSCRIBE names at once, and feeds that read on at once: a thousand rooms come back without one long command. */
const AT_ONCE = 100;

/** `heard` is told of each message once, before the feeds are. */
export type TopicChannelsOptions = {
  readonly subscriber: Redis;
  readonly heard: (channel: string, message: BusMessage) => void;
};

/** Which feeds listen on which channel, over reconnections of the line. */
export class TopicChannels {
  readonly #subscriber: Redis;
  readonly #feeds = new Map<string, Set<TopicFeed>>();

  constructor({ subscriber, heard }: TopicChannelsOptions) {
    this.#subscriber = subscriber;
    subscriber.on('message', (channel: string, text: string) => {
      const feeds = this.#feeds.get(channel);
      if (feeds === undefined) return;
      const message = messageOf(text);
      if (message === null) return;
      heard(channel, message);
      for (const feed of feeds) feed.take(message);
    });
    // The line is up: listen first, then read what was missed, so that nothing falls between.
    subscriber.on('ready', () => this.resume().catch(() => undefined));
  }

  /** Listens for a feed. Rejects when the line is down; the feed listens all the same as soon as it is up again. */
  async add(channel: string, feed: TopicFeed): Promise<void> {
    const feeds = this.#feeds.get(channel) ?? new Set();
    this.#feeds.set(channel, feeds);
    feeds.add(feed);
    await this.#subscriber.subscribe(channel);
  }

  async remove(channel: string, feed: TopicFeed): Promise<void> {
    const feeds = this.#feeds.get(channel);
    feeds?.delete(feed);
    if (feeds === undefined || feeds.size > 0) return;
    this.#feeds.delete(channel);
    if (this.#subscriber.status === 'ready') await this.#subscriber.unsubscribe(channel);
  }

  /** Listens on every channel again and lets every feed read on. */
  async resume(): Promise<void> {
    const channels = [...this.#feeds.keys()];
    for (let i = 0; i < channels.length; i += AT_ONCE)
      await this.#subscriber.subscribe(...channels.slice(i, i + AT_ONCE));
    await this.catchUp();
  }

  /** Lets every feed look whether it missed something. */
  async catchUp(): Promise<void> {
    const feeds = [...this.#feeds.values()].flatMap((set) => [...set]);
    for (let i = 0; i < feeds.length; i += AT_ONCE)
      await Promise.allSettled(feeds.slice(i, i + AT_ONCE).map((feed) => feed.catchUp()));
  }
}
