import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { NO_REDIS, REDIS_URL, startRedis } from '../../test/support/services/redis-server.ts';
import { inspectRedis, type RedisFacts } from '../adapters/redis/inspect-redis.ts';
import { judgeRedis } from './judge-redis.ts';

const SOUND: RedisFacts = {
  version: '7.0.15',
  memoryMax: 256 * 1024 * 1024,
  evictionPolicy: 'noeviction',
  isReplica: false,
  isCluster: false,
  scriptRefused: null,
};
const namesOf = (facts: Partial<RedisFacts>) =>
  judgeRedis({ ...SOUND, ...facts }).map(({ name, state }) => [name, state]);

describe('judgeRedis', () => {
  it('has one line for a Redis as it should be', () => {
    expect(judgeRedis(SOUND)).toEqual([
      { name: 'redis limits', state: 'ok', detail: 'Redis 7.0.15, maxmemory 256 MiB, evicts nothing' },
    ]);
    expect(namesOf({ memoryMax: 0, evictionPolicy: 'allkeys-lru' })).toEqual([['redis limits', 'ok']]);
    expect(namesOf({ version: '6.2.0' })).toEqual([['redis limits', 'ok']]);
  });

  it.each([
    'allkeys-lru',
    'allkeys-lfu',
    'allkeys-random',
    'volatile-lru',
    'volatile-lfu',
    'volatile-random',
    'volatile-ttl',
  ])('warns of %s, and says what to set', (evictionPolicy) => {
    const [finding] = judgeRedis({ ...SOUND, evictionPolicy });
    expect(finding).toMatchObject({ name: 'redis eviction', state: 'warning' });
    expect(finding?.detail).toContain('maxmemory-policy noeviction');
  });

  it.each([
    [{ version: '6.0.16' }, 'redis version'],
    [{ version: '' }, 'redis version'],
    [{ isReplica: true }, 'redis role'],
    [{ isCluster: true }, 'redis role'],
    [{ scriptRefused: 'NOPERM' }, 'redis scripts'],
    [{ memoryMax: 1024 }, 'redis memory'],
  ])('warns of %o', (facts, name) => {
    expect(namesOf(facts)).toEqual([[name, 'warning']]);
  });
});

describe.skipIf(REDIS_URL === undefined)(`inspectRedis (${NO_REDIS})`, () => {
  it('reads what a Redis is, and leaves nothing in it', async () => {
    const redis = await startRedis();
    const raw = new Redis(redis.url);
    try {
      expect(await inspectRedis(redis.url)).toMatchObject({
        memoryMax: 0,
        isReplica: false,
        isCluster: false,
        scriptRefused: null,
      });
      await raw.config('SET', 'maxmemory', '100mb', 'maxmemory-policy', 'allkeys-lru');
      await raw.acl('SETUSER', 'reader', 'on', '>secret-of-reader', '~*', '+@all', '-@scripting');
      const limited = await inspectRedis(redis.url.replace('//', '//reader:secret-of-reader@'));
      expect(limited).toMatchObject({ memoryMax: 104_857_600, evictionPolicy: 'allkeys-lru', scriptRefused: 'NOPERM' });
      expect(await raw.dbsize()).toBe(0);
    } finally {
      raw.disconnect();
      await redis.kill();
    }
    expect(await inspectRedis(redis.url)).toBeNull();
  });
});
