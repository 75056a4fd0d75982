import { describe, expect, it } from 'vitest';
import { MemoryRateStore } from '../../adapters/memory/rate/memory-rate-store.ts';
import type { Caller } from '../../ports/caller.ts';
import type { RateLimits, RateStore } from '../../ports/rate-store.ts';
import { manualClock } from '../../shared/clock.ts';
import { RateLimiter } from './rate-limiter.ts';
import { TierTable } from './tier-table.ts';
import { TIERS } from './tiers.ts';

function callerOf(tier: string, change: Partial<Caller> = {}): Caller {
  const principal = { tenant: 'acme', tier, scopes: [], userId: null };
  return { principal, keyId: 'k1', identity: 'key:k1', limits: null, ...change };
}

function world({ factorOf = () => 1, remote = false }: { factorOf?: (tier: string) => number; remote?: boolean } = {}) {
  const clock = manualClock();
  const local = new MemoryRateStore({ clock, random: { fill: (bytes) => bytes } });
  const later: RateStore = {
    take: async (request) => local.take(request),
    look: async (request) => local.look(request),
  };
  const recorded: unknown[] = [];
  const usage = { record: (caller: Caller, ...rest: unknown[]) => recorded.push([caller.keyId, ...rest]) };
  const limiter = new RateLimiter({
    store: remote ? later : local,
    local,
    tiers: new TierTable(TIERS),
    factorOf,
    usage,
  });
  return { limiter, clock, recorded };
}

describe('RateLimiter', () => {
  it('lets everybody on the local tier through without a look', () => {
    const { limiter } = world({
      factorOf: () => {
        throw new Error('nobody asks');
      },
    });
    const local = callerOf('local', { keyId: null, identity: 'local' });
    for (let i = 0; i < 1_000; i++) expect(limiter.take(local, 1_000)).toMatchObject({ allowed: true, headers: null });
    expect(limiter.look(local)).toMatchObject({ allowed: true, headers: null });
    expect(limiter.limitsOf(local)).toBeNull();
  });

  it('says in fields what is allowed and what is left', async () => {
    const { limiter } = world();
    const { headers } = await limiter.take(callerOf('team'), 2);
    expect(headers?.policy).toBe(
      '"burst";q=30;w=6, "per_minute";q=300;w=60, "per_hour";q=10000;w=3600, "per_day";q=100000;w=86400',
    );
    expect(headers?.state).toBe(
      '"burst";r=28;t=1, "per_minute";r=298;t=60, "per_hour";r=9998;t=3615, "per_day";r=99998;t=86400',
    );
  });

  it('refuses by contract with whole seconds', async () => {
    const { limiter, clock } = world();
    const caller = callerOf('basic');
    for (let i = 0; i < 10; i++) expect((await limiter.take(caller, 1)).allowed).toBe(true);
    clock.advance(1);
    const refused = await limiter.take(caller, 1);
    expect(refused).toMatchObject({ allowed: false, reason: 'contract', retryAfterSeconds: 1 });
    expect(refused.violated).toEqual(['burst']);
    expect(limiter.look(caller).allowed).toBe(false);
    clock.advance(1_000);
    expect(limiter.look(caller).allowed).toBe(true);
  });

  it('takes nothing for a look', async () => {
    const { limiter } = world();
    for (let i = 0; i < 50; i++) expect(limiter.look(callerOf('free')).allowed).toBe(true);
    expect((await limiter.take(callerOf('free'), 10)).allowed).toBe(true);
  });

  it('holds a key to its own limits instead of those of its tier', async () => {
    const { limiter } = world();
    const limits: RateLimits = { burst: 2, perMinute: 2, perHour: null, perDay: null };
    const caller = callerOf('enterprise', { limits });
    expect((await limiter.take(caller, 2)).headers?.policy).toBe('"burst";q=2;w=60, "per_minute";q=2;w=60');
    expect((await limiter.take(caller, 1)).allowed).toBe(false);
  });

  it('says nothing in fields where nothing is limited', async () => {
    const { limiter } = world();
    const limits: RateLimits = { burst: null, perMinute: null, perHour: null, perDay: null };
    expect(await limiter.take(callerOf('team', { limits }), 9_999)).toMatchObject({ allowed: true, headers: null });
  });

  it('says how large a call may be which is too large', () => {
    const { limiter } = world();
    expect(() => limiter.take(callerOf('standard'), 11)).toThrow(
      expect.objectContaining({ code: 'RATE_COST_TOO_HIGH', message: expect.stringContaining('11 units, and 10 is') }),
    );
  });

  it('lowers limits by the share of a tier, advertises it, and refuses as reduced', async () => {
    const { limiter, clock } = world({ factorOf: (tier) => (tier === 'standard' ? 0.5 : 1) });
    const caller = callerOf('basic');
    for (let i = 0; i < 10; i++) {
      expect((await limiter.take(caller, 1)).headers?.policy).toContain('"per_minute";q=30;');
    }
    clock.advance(1_000);
    expect(await limiter.take(caller, 1)).toMatchObject({ allowed: false, reason: 'reduced', retryAfterSeconds: 1 });
    expect(limiter.limitsOf(caller)).toMatchObject({ share: 0.5, lowered: { perMinute: 30 } });
  });

  it('never lowers below the floor of a tier', () => {
    const { limiter } = world({ factorOf: () => 0 });
    expect(limiter.limitsOf(callerOf('free'))?.lowered?.perMinute).toBe(15);
    expect(limiter.limitsOf(callerOf('team'))?.lowered?.perMinute).toBe(150);
    expect(limiter.limitsOf(callerOf('enterprise'))?.lowered).toBeNull();
  });

  it('waits for a store that answers later', async () => {
    const { limiter } = world({ remote: true });
    const caller = callerOf('free');
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => limiter.take(caller, 1)));
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(10);
    expect((await limiter.windowsOf(caller))[0]).toMatchObject({ window: 'burst', left: 0 });
  });

  it('hands on what was taken', () => {
    const { limiter, recorded } = world();
    limiter.record(callerOf('free'), 'query', 3);
    expect(recorded).toEqual([['k1', 'query', 3]]);
  });

  it('knows sockets by tier and identities by address', () => {
    const { limiter } = world();
    expect([limiter.socketsMax('free'), limiter.socketsMax('pro'), limiter.socketsMax('gone')]).toEqual([5, 100, 20]);
    expect(limiter.identityOf('::ffff:1.2.3.4')).toBe('address:1.2.3.4');
  });

  /** What the wire says is true: 500 refusals, waited for exactly, and a second less. */
  it.each([0, 1])('admits after Retry-After, 500 of 500, and %i s less', async (lessSeconds) => {
    const { limiter, clock } = world();
    const caller = callerOf('free', { limits: { burst: 3, perMinute: 7, perHour: 40, perDay: 300 } });
    let admitted = 0;
    for (let refused = 0, i = 0; refused < 500; i++) {
      const cost = 1 + ((i * 7) % 3);
      clock.advance((i * 7919) % 6_000);
      const verdict = await limiter.take(caller, cost);
      if (verdict.allowed) continue;
      refused += 1;
      clock.advance((verdict.retryAfterSeconds - lessSeconds) * 1_000);
      if ((await limiter.take(caller, cost)).allowed) admitted += 1;
    }
    expect(admitted).toBe(lessSeconds === 0 ? 500 : 0);
  });
});
