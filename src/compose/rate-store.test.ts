import { afterEach, describe, expect, it } from 'vitest';
import { type Asked, ask, type FleetMember, openMember, overAdmissions } from '../../test/support/rate-fleet.ts';
import { NO_REDIS, REDIS_URL, startRedis } from '../../test/support/services/redis-server.ts';
import { newId } from '../shared/ids.ts';
import { systemScheduler } from '../shared/scheduler.ts';

const LIMITS = { burst: 10, perMinute: 600, perHour: 1_000, perDay: null };
const MEMBERS = 4;
const IN_FLIGHT = 64;
const WAVES = 12;

describe.skipIf(REDIS_URL === undefined)(`rate store of many processes (${NO_REDIS})`, () => {
  let members: FleetMember[] = [];
  afterEach(async () => {
    for (const member of members) await member.close();
    members = [];
  });
  const open = async (redisUrl: string | null, count = MEMBERS): Promise<void> => {
    const namespace = newId('test');
    for (let i = 0; i < count; i++) members.push(await openMember({ redisUrl, namespace }));
  };
  /** Every member asks for one identity with all it may have in flight, wave after wave. */
  const waves = async (): Promise<Asked[]> => {
    const asked: Asked[] = [];
    for (let wave = 0; wave < WAVES; wave++) {
      const calls = members.flatMap((member) => Array.from({ length: IN_FLIGHT }, () => ask(member, LIMITS)));
      asked.push(...(await Promise.all(calls)));
      await systemScheduler.sleep(20);
    }
    return asked;
  };

  it('admits no more than one process would, by the log of all', async () => {
    await open(REDIS_URL ?? '');
    // Each has been told of the others.
    await systemScheduler.sleep(1_100);
    const asked = await waves();
    // A machine too busy to answer within a time-out makes members decide alone; what Redis decided is exact whatever happens.
    const shared = asked.filter(({ alone }) => !alone);
    expect(overAdmissions(LIMITS, shared)).toEqual([]);
    expect(shared.filter(({ allowed }) => allowed).length).toBeGreaterThanOrEqual(LIMITS.burst / 2);
    const admittedAlone = asked.filter(({ alone, allowed }) => alone && allowed);
    expect(overAdmissions(LIMITS, asked).length).toBeLessThanOrEqual(admittedAlone.length);
  });

  it('would admit four times as much without Redis', async () => {
    await open(null);
    expect(overAdmissions(LIMITS, await waves()).length).toBeGreaterThanOrEqual((MEMBERS - 1) * LIMITS.burst);
  });

  it('goes on by shares while Redis is away, says so, and is exact again when it is back without its memory', async () => {
    const redis = await startRedis();
    try {
      await open(redis.url, 2);
      // Each has been told of the other.
      await untilState(() => members.every(({ breaker }) => breaker.at(-1) === 0));
      const [first, second] = members;
      if (first === undefined || second === undefined) throw new Error('two members are open');
      const admitted = async (member: FleetMember, identity: string) => {
        const asked = await Promise.all(Array.from({ length: 30 }, () => ask(member, SLOW, identity)));
        return asked.filter(({ allowed }) => allowed).length;
      };
      expect(await admitted(first, 'before')).toBe(10);
      await systemScheduler.sleep(1_100);
      await redis.kill();
      await untilState(() => members.every(({ breaker }) => breaker.at(-1) === 1));
      expect(await admitted(first, 'before')).toBe(0);
      expect(await admitted(first, 'away')).toBe(5);
      expect(await admitted(second, 'away')).toBe(5);
      await expect(first.checks[0]?.check()).rejects.toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE' });
      await redis.start();
      await untilState(() => members.every(({ breaker }) => breaker.at(-1) === 0));
      await systemScheduler.sleep(2_500);
      await expect(first.checks[0]?.check()).resolves.toBeUndefined();
      // One unit of ten is back after six seconds: nobody has forgotten what the other admitted.
      expect(await admitted(second, 'away')).toBeLessThanOrEqual(1);
      expect(await admitted(second, 'before')).toBeLessThanOrEqual(1);
      expect(first.lines).toEqual([
        'limits: Redis is away; this process admits its share of them',
        'limits: counted in Redis',
      ]);
    } finally {
      await redis.kill();
    }
  });
});

const SLOW = { burst: 10, perMinute: 10, perHour: 1_000, perDay: 10_000 };

async function untilState(reached: () => boolean): Promise<void> {
  while (!reached()) await systemScheduler.sleep(10);
}
