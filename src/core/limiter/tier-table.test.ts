import { describe, expect, it } from 'vitest';
import { TierTable } from './tier-table.ts';
import { TIERS, type Tier } from './tiers.ts';

const asPro = (tier: Tier): Tier => ({ ...tier, name: 'pro' });

describe('TierTable', () => {
  const table = new TierTable(TIERS);

  it('finds tiers by their names and other names', () => {
    expect(table.find('team')?.limits?.perMinute).toBe(300);
    expect(table.find('basic')).toBe(table.find('standard'));
    expect(table.find('pro')).toBe(table.find('team'));
    expect(table.find('gold')).toBeNull();
    expect(table.names).toEqual(expect.arrayContaining(['free', 'basic', 'pro', 'enterprise']));
  });

  it('holds keys of a tier that is gone to the default', () => {
    expect(table.of('gold')).toBe(table.find('default'));
  });

  it('lets a tier have the other name of another one', () => {
    const own = new TierTable([...TIERS, ...TIERS.filter(({ name }) => name === 'free').map(asPro)]);
    expect(own.find('pro')?.limits?.perDay).toBe(500);
  });

  it('cannot be without a default', () => {
    expect(() => new TierTable([])).toThrow(/tier for keys/);
  });
});
