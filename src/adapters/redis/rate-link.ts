import { Redis, type RedisOptions } from 'ioredis';
import { isReply, messageOf, reasonOf } from './redis-failure.ts';
import type { RedisScript } from './redis-script.ts';

export type RateLinkOptions = {
  /** What Redis is given whenever the line is up: hundreds of calls at once would each send the text again. */
  readonly scripts: readonly RedisScript[];
  /** `redis://` or `rediss://`, with user, password and database. Never repeated in a message. */
  readonly url: string;
  /** The line broke. */
  readonly onLost: (reason: string) => void;
  /** The line is up and Redis takes commands. */
  readonly onReady: () => void;
};

/** A line on which something was asked and nothing came for so long is given up; calls have given up long before. */
const SILENCE_MS_MAX = 1_000;
/** A Redis that is back is to be found within a second. */
const RECONNECT_MS_MIN = 25;
const RECONNECT_MS_MAX = 250;
/** Redis is a replica now: another server is at the address, and this line stays with the old one. */
const MOVED_AWAY = /^READONLY\b/;

/**
 * The limiter's own line to Redis: the event bus waits out an outage, and a request cannot. Nothing is queued: a script reaches Redis now or
 * fails now. The line comes back by itself.
 */
export class RateLink {
  readonly #redis: Redis;
  #reason = 'not connected yet';
  #closed = false;

  constructor({ url, scripts, onLost, onReady }: RateLinkOptions) {
    this.#redis = new Redis(url, LINE);
    this.#redis.on('error', (error) => {
      this.#reason = reasonOf(error);
    });
    this.#redis.on('close', () => {
      if (!this.#closed) onLost(this.#reason);
    });
    this.#redis.on('ready', () => {
      // A Redis that does not allow it is given each text with a call; commands keep their order.
      for (const { lua } of scripts) this.#redis.script('LOAD', lua).catch(() => undefined);
      onReady();
    });
    this.#redis.connect().catch((error: unknown) => {
      // The client goes on trying by itself; calls fail until it is there.
      this.#reason = reasonOf(error);
    });
  }

  /** Host, port and database, without user and password. */
  get server(): string {
    const { host, port, db = 0 } = this.#redis.options;
    return `${host}:${port}/${db}`;
  }

  /** Runs a script by its SHA-1, and once more by its text when Redis does not know it. */
  async run(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    try {
      return await this.#redis.evalsha(script.sha1, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isReply(error)) throw error;
      if (MOVED_AWAY.test(messageOf(error))) this.#redis.disconnect(true);
      if (!messageOf(error).startsWith('NOSCRIPT')) throw error;
      return this.#redis.eval(script.lua, keys.length, ...keys, ...args);
    }
  }

  /** One command that may fail: what it says ends by itself. */
  async remove(key: string, member: string): Promise<void> {
    await this.#redis.zrem(key, member);
  }

  close(): void {
    this.#closed = true;
    this.#redis.disconnect();
  }
}

const LINE = {
  connectionName: 'queryloom-limits',
  lazyConnect: true,
  enableOfflineQueue: false,
  enableAutoPipelining: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: SILENCE_MS_MAX,
  socketTimeout: SILENCE_MS_MAX,
  retryStrategy: (attempt) => Math.min(RECONNECT_MS_MAX, RECONNECT_MS_MIN * 2 ** Math.min(attempt - 1, 10)),
} satisfies RedisOptions;
