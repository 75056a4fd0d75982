import { Redis, type RedisOptions } from 'ioredis';
import type { TicketLedger } from '../../ports/ticket-ledger.ts';
import type { Clock } from '../../shared/clock.ts';
import { CodedError } from '../../shared/errors.ts';
import { reasonOf } from './redis-failure.ts';

export type RedisTicketOptions = {
  /** `redis://` or `rediss://`, with user, password and database. Never repeated in a message. */
  readonly url: string;
  readonly clock: Pick<Clock, 'now'>;
};

/** A socket is waiting to be opened; whoever asks goes on without Redis after so long. */
const ANSWER_MS_MAX = 250;
const RECONNECT_MS_MIN = 50;
const RECONNECT_MS_MAX = 1_000;
const KEY_PREFIX = 'queryloom:ticket:';

/**
 * The used tickets of all processes on one Redis. Its own line, since the event bus waits out an outage and a socket cannot: rejects with
 * `EVENTS_UNAVAILABLE` at once, or after `ANSWER_MS_MAX`. What is used expires there with the ticket.
 */
export function createRedisTicketLedger({ url, clock }: RedisTicketOptions): TicketLedger & { close(): Promise<void> } {
  const redis = new Redis(url, LINE);
  let reason = 'not connected yet';
  // The client comes back by itself; calls say what keeps them.
  redis.on('error', (error) => {
    reason = reasonOf(error);
  });
  redis.connect().catch((error: unknown) => {
    reason = reasonOf(error);
  });
  return {
    async use(id, untilMs) {
      const leftMs = Math.max(1, Math.ceil(untilMs - clock.now()));
      try {
        return (await redis.set(`${KEY_PREFIX}${id}`, '1', 'PX', leftMs, 'NX')) === 'OK';
      } catch (cause) {
        const { host, port, db = 0 } = redis.options;
        const message = `Redis at ${host}:${port}/${db} cannot be used (${redis.status === 'ready' ? reasonOf(cause) : reason}).`;
        throw new CodedError('EVENTS_UNAVAILABLE', message, { cause });
      }
    },
    async close() {
      redis.disconnect();
    },
  };
}

const LINE = {
  connectionName: 'queryloom-tickets',
  lazyConnect: true,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: RECONNECT_MS_MAX,
  // A line that lost what was sent on it never catches up: the client matches replies to calls by their order.
  socketTimeout: RECONNECT_MS_MAX,
  commandTimeout: ANSWER_MS_MAX,
  retryStrategy: (attempt) => Math.min(RECONNECT_MS_MAX, RECONNECT_MS_MIN * 2 ** Math.min(attempt - 1, 10)),
} satisfies RedisOptions;
