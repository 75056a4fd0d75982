import { describe, expect, it } from 'vitest';
import { costMaxOf } from './lower-limits.ts';
import { TIER_ALIASES, TIERS } from './tiers.ts';

describe('TIERS', () => {
  it('are what was promised', () => {
    const figures = TIERS.map(({ name, limits, floor }) => [
      name,
      limits === null ? null : [limits.perMinute, limits.burst, limits.perHour, limits.perDay],
      floor,
    ]);
    expect(figures).toEqual([
      ['local', null, 1],
      ['anonymous', [60, 10, 100, 500], 0.25],
      ['free', [60, 10, 100, 500], 0.25],
      ['default', [60, 10, 1_000, null], 0.5],
      ['standard', [60, 10, 1_000, 10_000], 0.5],
      ['team', [300, 30, 10_000, 100_000], 0.5],
      ['enterprise', [3_000, 100, null, null], 1],
    ]);
  });

  it('let one call use a whole burst', () => {
    for (const { limits } of TIERS) if (limits !== null) expect(costMaxOf(limits)).toBe(limits.burst);
  });

  it('have other names of tiers that are there', () => {
    const names = TIERS.map(({ name }) => name);
    for (const [alias, name] of Object.entries(TIER_ALIASES)) {
      expect(names).toContain(name);
      expect(names).not.toContain(alias);
    }
  });

  it('give a better tier no smaller share', () => {
    for (const { floor, ceiling } of TIERS) for (const share of [floor, ceiling]) expect(share).toBeLessThanOrEqual(1);
    const ceilings = TIERS.slice(1).map(({ ceiling }) => ceiling);
    expect(ceilings).toEqual(ceilings.toSorted((a, b) => a - b));
  });
});
