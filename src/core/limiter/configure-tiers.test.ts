import { describe, expect, it } from 'vitest';
import { configureTiers, type TierChange } from './configure-tiers.ts';
import { TierTable } from './tier-table.ts';
import { TIERS } from './tiers.ts';

function configured(changes: Record<string, TierChange>) {
  const mistakes: string[] = [];
  const tiers = configureTiers(TIERS, new Map(Object.entries(changes)), (mistake) => mistakes.push(mistake));
  return { table: new TierTable(tiers), mistakes };
}

describe('configureTiers', () => {
  it('leaves tiers as they are without changes', () => {
    expect(configureTiers(TIERS, new Map(), () => undefined)).toEqual(TIERS);
  });

  it('replaces figures and keeps the others', () => {
    const { table, mistakes } = configured({ free: { per_minute: 30, per_day: null, adaptive_floor: 1, sockets: 0 } });
    expect(mistakes).toEqual([]);
    expect(table.of('free')).toEqual({
      name: 'free',
      limits: { burst: 10, perMinute: 30, perHour: 100, perDay: null },
      floor: 1,
      ceiling: 0.3,
      socketsMax: 0,
    });
    expect(table.of('anonymous').limits?.perMinute).toBe(60);
  });

  it('adds a tier that gives every window', () => {
    const gold = { per_minute: 600, burst: 60, per_hour: null, per_day: 5_000, in_flight_share: 0.9 };
    expect(configured({ gold }).table.find('gold')).toEqual({
      name: 'gold',
      limits: { burst: 60, perMinute: 600, perHour: null, perDay: 5_000 },
      floor: 0.5,
      ceiling: 0.9,
      socketsMax: 20,
    });
  });

  it('takes a misspelt name for a new tier, and says what is there', () => {
    const { table, mistakes } = configured({ standrad: { per_minute: 600 } });
    expect(mistakes[0]).toMatch(/"standrad" is none of local, anonymous, free, .*burst, per_hour, per_day is missing/);
    expect(table.find('standrad')).toBeNull();
  });

  it('keeps burst and minute together', () => {
    expect(configured({ free: { burst: null } }).mistakes[0]).toContain('only one of per_minute and burst');
    expect(configured({ free: { burst: null, per_minute: null } }).mistakes).toEqual([]);
  });

  it('limits neither other names nor who has no limits', () => {
    expect(configured({ pro: { per_minute: 600 } }).mistakes[0]).toContain('another name of "team"');
    expect(configured({ local: { per_minute: 600 } }).mistakes[0]).toContain('"local" has no limits');
  });
});
