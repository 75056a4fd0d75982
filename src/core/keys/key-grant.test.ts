import { describe, expect, it } from 'vitest';
import { callerOf } from '../../../test/support/keys.ts';
import { TierTable } from '../limiter/tier-table.ts';
import { TIERS } from '../limiter/tiers.ts';
import { type GivenLimits, grantOf } from './key-grant.ts';

const tiers = new TierTable(TIERS);
const grant = (tier: string | null, limits: GivenLimits | null = null, by: string | null = null, own = {}) =>
  grantOf({ tiers, by: callerOf('acme', { tier: by ?? 'local', ...own }), isOperator: by === null, tier, limits });

describe('the tier of a new key', () => {
  it('is default without a name, and goes by its own name', () => {
    expect(grant(null)).toEqual({ tier: 'default', limits: null });
    expect(grant('pro')).toEqual({ tier: 'team', limits: null });
  });

  it.each(['golden', '', 'local', 'anonymous', '__proto__', 'Team'])(
    'is refused with the names there are: %j',
    (name) => {
      expect(() => grant(name)).toThrow(
        expect.objectContaining({
          code: 'REQUEST_INVALID',
          issues: [{ path: 'tier', message: 'One of the tiers free, default, standard, team, enterprise, basic, pro' }],
        }),
      );
    },
  );
});

describe('limits of a new key’s own', () => {
  it('are the tier’s where they are left out, and none where they are null', () => {
    expect(grant('team', { perDay: 7 }).limits).toEqual({ burst: 30, perMinute: 300, perHour: 10_000, perDay: 7 });
    expect(grant('team', { perDay: null, perHour: undefined }).limits).toEqual({
      ...{ burst: 30, perMinute: 300, perHour: 10_000, perDay: null },
    });
    expect(grant('team', { burst: null, perMinute: null }).limits).toMatchObject({ burst: null, perMinute: null });
  });

  it('have burst and minute together or neither', () => {
    for (const half of [{ burst: null }, { perMinute: null }]) {
      expect(() => grant('team', half)).toThrow(
        expect.objectContaining({ issues: [expect.objectContaining({ path: 'limits' })] }),
      );
    }
  });
});

describe('what an admin of another tenant may give', () => {
  it('is at most what its own key has', () => {
    expect(grant('team', null, 'team').tier).toBe('team');
    expect(grant('free', null, 'team').tier).toBe('free');
    expect(grant('team', { perDay: 100 }, 'team').limits).toMatchObject({ perDay: 100 });
    for (const [tier, limits] of [
      ['enterprise', null],
      ['default', null],
      ['team', { perDay: 100_001 }],
      ['team', { perHour: null }],
      ['enterprise', { burst: 1, perMinute: 1, perHour: 1, perDay: 1 }],
    ] as const) {
      expect(() => grant(tier, limits, 'team')).toThrow(expect.objectContaining({ code: 'KEY_TIER_REFUSED' }));
    }
  });

  it('goes by the limits of its own key where that has some', () => {
    const own = { limits: { burst: 5, perMinute: 5, perHour: 50, perDay: 500 } };
    expect(() => grant('team', null, 'team', own)).toThrow(expect.objectContaining({ code: 'KEY_TIER_REFUSED' }));
    expect(grant('team', own.limits, 'team', own).limits).toEqual(own.limits);
  });

  it('is everything on a server without limits', () => {
    expect(grant('enterprise', null, 'local').tier).toBe('enterprise');
  });
});
