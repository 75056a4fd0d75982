import { Redis } from 'ioredis';
import { rateScripts } from './rate-scripts.ts';
import { reasonOf } from './redis-failure.ts';

/** What a Redis says of itself, as far as limits need it. */
export type RedisFacts = {
  readonly version: string;
  /** Bytes; 0 without a bound, and then nothing is ever evicted. */
  readonly memoryMax: number;
  readonly evictionPolicy: string;
  readonly isReplica: boolean;
  readonly isCluster: boolean;
  /** Why the limiter's script could not run; null when it did. */
  readonly scriptRefused: string | null;
};

const ANSWER_MS_MAX = 1_000;
/** A look at an identity that nobody has: nothing is written. */
const LOOK_ARGS = ['1', '0', '1', '1', '', '', '1', '1', '', '', '0', '-1', '0'];
const LOOK_KEYS = ['state', 'minute', 'hour'].map((part) => `queryloom:rate:{doctor}:${part}`);

/** Asks a Redis about itself over a connection of its own; null when it does not answer within a second. */
export async function inspectRedis(url: string): Promise<RedisFacts | null> {
  const redis = new Redis(url, {
    connectionName: 'queryloom-doctor',
    lazyConnect: true,
    connectTimeout: ANSWER_MS_MAX,
    commandTimeout: ANSWER_MS_MAX,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let failed = false;
  redis.on('error', () => {
    failed = true;
  });
  try {
    await redis.connect();
    const info = fieldsOf(await redis.info());
    const scriptRefused = await redis.eval(rateScripts().take.lua, LOOK_KEYS.length, ...LOOK_KEYS, ...LOOK_ARGS).then(
      () => null,
      (error: unknown) => reasonOf(error),
    );
    return failed ? null : { ...factsOf(info), scriptRefused };
  } catch {
    // Whoever asks also opens the event bus, which says why it cannot be reached.
    return null;
  } finally {
    redis.disconnect();
  }
}

/** The fields of INFO by their names. */
function fieldsOf(info: string): ReadonlyMap<string, string> {
  const pairs = info.split(/\r?\n/).flatMap((line): [string, string][] => {
    const at = line.indexOf(':');
    return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
  });
  return new Map(pairs);
}

function factsOf(info: ReadonlyMap<string, string>): Omit<RedisFacts, 'scriptRefused'> {
  return {
    version: info.get('redis_version') ?? '',
    memoryMax: Number(info.get('maxmemory') ?? 0),
    evictionPolicy: info.get('maxmemory_policy') ?? '',
    isReplica: info.get('role') === 'slave',
    isCluster: info.get('cluster_enabled') === '1',
  };
}
