import { Redis } from 'ioredis';
import { describe } from 'vitest';
import { rateStoreContract } from '../../../test/contract/rate-store.contract.ts';
import { NO_REDIS, REDIS_URL } from '../../../test/support/services/redis-server.ts';
import type { OutboundPolicy } from '../../ports/outbound-policy.ts';
import { DAY_MS } from '../../ports/rate-store.ts';
import { newId, systemRandom } from '../../shared/ids.ts';
import { rateScripts } from './rate-scripts.ts';
import { createRedisRateStore } from './redis-rate-store.ts';

const MIDNIGHT_MS = 20_000 * DAY_MS;

/** Calls as they are: the contract is about answers, not about a Redis that fails. */
const plain: OutboundPolicy = { state: 'closed', run: (call) => call(), probe: (call) => call() };

describe.skipIf(REDIS_URL === undefined)(`redis rate store (${NO_REDIS})`, () => {
  rateStoreContract('redis', async () => {
    const url = REDIS_URL ?? '';
    const namespace = newId('test', systemRandom);
    const raw = new Redis(url);
    await raw.set(`${namespace}:now`, MIDNIGHT_MS, 'EX', 600);
    const ready = Promise.withResolvers<void>();
    const store = createRedisRateStore({
      url,
      namespace,
      random: systemRandom,
      policy: plain,
      watcher: { lost: () => undefined, reachable: () => ready.resolve() },
      // Everything but the clock is as in use.
      scripts: rateScripts(`local time = tonumber(redis.call('GET', '${namespace}:now'))\n`),
    });
    await ready.promise;
    return {
      store: { take: (request) => store.take(request, null), look: (request) => store.look(request, null) },
      async advance(ms) {
        await raw.incrby(`${namespace}:now`, ms);
      },
      async close() {
        await store.close();
        raw.disconnect();
      },
    };
  });
});
