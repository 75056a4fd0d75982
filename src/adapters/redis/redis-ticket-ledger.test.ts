import { describe, expect, it } from 'vitest';
import { ticketLedgerContract } from '../../../test/contract/ticket-ledger.contract.ts';
import { NO_REDIS, REDIS_URL, startRedis } from '../../../test/support/services/redis-server.ts';
import { systemClock } from '../../shared/clock.ts';
import { systemScheduler } from '../../shared/scheduler.ts';
import { createRedisTicketLedger } from './redis-ticket-ledger.ts';

/** A ledger whose line is up. */
async function connected(url: string) {
  const ledger = createRedisTicketLedger({ url, clock: systemClock });
  await until(() => isUp(ledger));
  return ledger;
}

async function isUp(ledger: ReturnType<typeof createRedisTicketLedger>): Promise<boolean> {
  try {
    return await ledger.use(`t_probe_${performance.now()}`, systemClock.now() + 50);
  } catch {
    return false;
  }
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await systemScheduler.sleep(5);
}

describe.skipIf(REDIS_URL === undefined)(`redis ticket ledger (${NO_REDIS})`, () => {
  ticketLedgerContract('redis', async () => {
    const url = REDIS_URL ?? '';
    const [ledger, other] = await Promise.all([connected(url), connected(url)]);
    return {
      ledger,
      other,
      now: () => systemClock.now(),
      // Redis has its own clock: its time passes by itself.
      pass: (ms) => until(async () => systemScheduler.sleep(ms).then(() => true)),
      close: async () => Promise.all([ledger.close(), other.close()]).then(() => undefined),
    };
  });

  it('says at once that Redis is away, without its password, and comes back by itself', async () => {
    const redis = await startRedis();
    const ledger = await connected(redis.url);
    const secret = createRedisTicketLedger({
      url: `redis://someone:hunter2-secret@127.0.0.1:${redis.port}/0`,
      clock: systemClock,
    });
    await redis.kill();
    for (const away of [ledger, secret]) {
      const failed = await away.use('t_1', systemClock.now() + 1_000).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'EVENTS_UNAVAILABLE' });
      expect(String(failed)).toContain(`127.0.0.1:${redis.port}/0`);
      expect(String(failed)).not.toContain('hunter2');
    }
    await redis.start();
    await until(() => isUp(ledger));
    expect(await ledger.use('t_2', systemClock.now() + 1_000)).toBe(true);
    await Promise.all([ledger.close(), secret.close()]);
    await redis.kill();
  });
});
