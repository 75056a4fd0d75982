import { Redis, type RedisOptions } from 'ioredis';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import { isReply, messageOf, reasonOf } from './redis-failure.ts';
import type { RedisScript } from './redis-script.ts';

/** Where Redis is, and whom to tell when it goes and comes. */
export type RedisLinkOptions = {
  /** `redis://` or `rediss://`, with user, password and database. Never repeated in a message. */
  readonly url: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Milliseconds a call waits for Redis to come back. */
  readonly outageMsMax?: number;
  /** Told once when Redis cannot be reached any more, and once when it can again. */
  readonly onChange?: (change: {
    readonly reachable: boolean;
    readonly server: string;
    readonly reason: string;
  }) => void;
};

/** How long a call waits for Redis to come back: longer than a restart takes (0.2 s here), shorter than people wait. */
const OUTAGE_MS_MAX = 5_000;
/** Between two tries of one call during an outage. */
const RETRY_MS = 50;
/** Calls that wait through an outage; beyond it calls fail at once. */
const WAITING_MAX = 2_000;
/** Redis answers in under a millisecond here; a line silent for so long with a call on it is dead. */
const SILENCE_MS_MAX = 2_000;
/** For a check: longer than connecting takes, within the time that health checks have. */
const CHECK_MS_MAX = 700;
const RECONNECT_MS_MIN = 50;
const RECONNECT_MS_MAX = 500;
/** Replies of a Redis that will take calls in a moment. */
const PASSING = /^(?:LOADING|BUSY|READONLY|MASTERDOWN|TRYAGAIN|CLUSTERDOWN|NOREPLICAS)\b/;

/**
 * Two connections to one Redis: one for calls, one that listens. Both come back by themselves. No queue of the client's own: a call either
 * reaches Redis now or is tried again here, so scripts have to be safe to run twice.
 */
export class RedisLink {
  readonly commands: Redis;
  readonly subscriber: Redis;
  /** Host, port and database, without user and password. */
  readonly server: string;
  readonly database: number;
  readonly #options: RedisLinkOptions;
  readonly #ending = new AbortController();
  #reachable = true;
  #waiting = 0;
  #reason = 'not connected yet';

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.commands = new Redis(options.url, connectionOptions('queryloom'));
    this.subscriber = new Redis(options.url, connectionOptions('queryloom-listening'));
    const { host, port, db = 0 } = this.commands.options;
    this.server = `${host}:${port}/${db}`;
    this.database = db;
    for (const connection of [this.commands, this.subscriber])
      connection.on('error', (error) => {
        this.#reason = reasonOf(error);
      });
    this.commands.on('close', () => this.#changed(false));
    this.commands.on('ready', () => this.#changed(true));
  }

  /** Opens both connections without waiting for them. */
  open(): void {
    for (const connection of [this.commands, this.subscriber])
      connection.connect().catch((error: unknown) => {
        // The client goes on trying by itself; calls say what keeps them.
        this.#reason = reasonOf(error);
      });
  }

  /** Runs a script, again and again while Redis cannot be reached; `EVENTS_UNAVAILABLE` when it stays so. */
  async run(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    return this.persistently(async () => {
      try {
        return await this.commands.evalsha(script.sha1, keys.length, ...keys, ...args);
      } catch (error) {
        if (!isReply(error) || !messageOf(error).startsWith('NOSCRIPT')) throw error;
        return this.commands.eval(script.lua, keys.length, ...keys, ...args);
      }
    });
  }

  /** Rejects when Redis does not answer within `CHECK_MS_MAX`. */
  async check(): Promise<void> {
    await this.persistently(() => this.commands.ping(), CHECK_MS_MAX);
  }

  close(): void {
    this.#ending.abort();
    this.commands.disconnect();
    this.subscriber.disconnect();
  }

  /** Asks the listening line for a sign of life; one that gives none within `SILENCE_MS_MAX` is closed and opened again. */
  async probeSubscriber(): Promise<void> {
    // The client ends a silent line by itself, and its feeds read on when it is up again.
    if (this.subscriber.status === 'ready') await this.subscriber.ping().catch(() => undefined);
  }

  /** Tries a call again while Redis cannot be reached. */
  async persistently<T>(call: () => Promise<T>, patienceMs = this.#options.outageMsMax ?? OUTAGE_MS_MAX): Promise<T> {
    const { clock, scheduler } = this.#options;
    const untilMs = clock.monotonic() + patienceMs;
    for (;;) {
      if (this.#ending.signal.aborted) throw closed();
      try {
        return await this.#until(untilMs, call);
      } catch (error) {
        if (this.#ending.signal.aborted) throw closed();
        const final = isReply(error) && !PASSING.test(messageOf(error));
        if (final || clock.monotonic() >= untilMs || this.#waiting >= WAITING_MAX) throw this.#unavailable(error);
      }
      this.#waiting++;
      await scheduler.sleep(Math.min(RETRY_MS, untilMs - clock.monotonic()), this.#ending.signal);
      this.#waiting--;
    }
  }

  /** One try; a line that is silent is not waited for beyond the call's own time. */
  async #until<T>(untilMs: number, call: () => Promise<T>): Promise<T> {
    const { clock, scheduler } = this.#options;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const ended = new AbortController();
    void scheduler.sleep(untilMs - clock.monotonic(), ended.signal).then(() => reject(new Error('no answer in time')));
    call().then(resolve, reject);
    try {
      return await promise;
    } finally {
      ended.abort();
    }
  }

  #changed(reachable: boolean): void {
    if (reachable === this.#reachable || this.#ending.signal.aborted) return;
    this.#reachable = reachable;
    this.#options.onChange?.({ reachable, server: this.server, reason: this.#reason });
  }

  #unavailable(cause: unknown): CodedError {
    const reason = isReply(cause) ? reasonOf(cause) : this.#reason;
    return new CodedError(
      'EVENTS_UNAVAILABLE',
      `Redis at ${this.server} cannot be used (${reason}). Try again in a moment.`,
      {
        cause,
      },
    );
  }
}

function connectionOptions(connectionName: string) {
  return {
    connectionName,
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    connectTimeout: SILENCE_MS_MAX,
    socketTimeout: SILENCE_MS_MAX,
    retryStrategy: (attempt) => Math.min(RECONNECT_MS_MAX, RECONNECT_MS_MIN * 2 ** Math.min(attempt - 1, 10)),
  } satisfies RedisOptions;
}

function closed(): CodedError {
  return new CodedError('EVENTS_UNAVAILABLE', 'The event bus is closed.');
}
