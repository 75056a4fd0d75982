import { createOutboundPolicy } from '../adapters/cockatiel/outbound-policy.ts';
import { createRedisRateStore } from '../adapters/redis/redis-rate-store.ts';
import { JoinedRateStore } from '../core/limiter/joined-rate-store.ts';
import type { BreakerState } from '../ports/outbound-policy.ts';
import type { LocalRateStore, RateStore } from '../ports/rate-store.ts';
import type { SharedRateStore, SharedRateStoreWatcher } from '../ports/shared-rate-store.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { Clock } from '../shared/clock.ts';
import type { RandomSource } from '../shared/ids.ts';
import type { Scheduler } from '../shared/scheduler.ts';
import type { BackgroundLog } from './background-log.ts';

export type RateStoreParts = {
  /** Null for the local store alone. */
  readonly redisUrl: string | null;
  readonly local: LocalRateStore;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: RandomSource;
  readonly telemetry: Pick<Telemetry, 'breaker'>;
  readonly log: Pick<BackgroundLog, 'warn'>;
  /** Processes that share the Redis, for one that starts while it is away. */
  readonly processesMin: number;
  /** What the keys in Redis begin with, where that is not the default. */
  readonly namespace?: string;
};

/** Where limits are counted, and what has to be known and ended of it. */
export type OpenRateStore = {
  readonly store: RateStore;
  /** What this process knows at once. */
  readonly known: Pick<LocalRateStore, 'look'>;
  /** For `/health`. Not hard: without Redis each process admits its share. */
  readonly checks: readonly { readonly name: string; readonly hard: boolean; check(): Promise<void> }[];
  close(): Promise<void>;
};

const DEPENDENCY = 'redis_limiter';
/** Redis answers in under a millisecond, and nobody should wait for a limiter. */
const TIMEOUT_MS = 50;
/** A Redis that needs this for most calls, or for a test, is about to need more. */
const SLOW_MS = 40;
/** More than a process has requests in flight; what is beyond it is decided alone. */
const IN_FLIGHT_MAX = 512;
/**
 * Far shorter than for other services, and not doubled: no request waits for a test, a test is one small script, and until the breaker closes callers
 * have less than they were promised.
 */
const OPEN_MS = { first: 400, max: 400 };

/** The rate store of the configuration: on Redis, with the local one beside it, or the local one. Resolves when Redis was found or is away. */
export async function openRateStore(parts: RateStoreParts): Promise<OpenRateStore> {
  const { redisUrl, local } = parts;
  if (redisUrl === null) return { store: local, known: local, checks: [], close: async () => undefined };
  parts.telemetry.breaker(DEPENDENCY, 0);
  let server = '';
  const joined = new JoinedRateStore({
    ...parts,
    openShared: (watcher) => {
      const shared = openShared({ ...parts, redisUrl }, watcher);
      server = shared.server;
      return shared;
    },
    onChange: ({ alone, processes, reason }) => {
      parts.telemetry.breaker(DEPENDENCY, alone ? 1 : 0);
      const facts = { component: 'rate_store', redis: server, processes };
      if (alone) parts.log.warn({ ...facts, reason }, 'limits: Redis is away; this process admits its share of them');
      else parts.log.warn(facts, 'limits: counted in Redis');
    },
  });
  await joined.start();
  return {
    store: joined,
    known: joined.known,
    checks: [{ name: 'rate_store', hard: false, check: () => joined.check() }],
    close: () => joined.close(),
  };
}

type SharedParts = RateStoreParts & { readonly redisUrl: string };

function openShared(
  parts: SharedParts,
  watcher: SharedRateStoreWatcher,
): SharedRateStore & { readonly server: string } {
  const { redisUrl, clock, scheduler, random, telemetry, namespace } = parts;
  const policy = createOutboundPolicy({
    dependency: 'Redis',
    timeoutMs: TIMEOUT_MS,
    slowMs: SLOW_MS,
    inFlightMax: IN_FLIGHT_MAX,
    openMs: OPEN_MS,
    clock,
    scheduler,
    onState: (state: BreakerState) => {
      // Closed is told when this process has met Redis again.
      if (state !== 'closed') telemetry.breaker(DEPENDENCY, state === 'open' ? 1 : 0.5);
      if (state === 'open') watcher.lost('it does not answer in time');
    },
  });
  return createRedisRateStore({
    url: redisUrl,
    random,
    policy,
    watcher,
    ...(namespace === undefined ? {} : { namespace }),
  });
}
