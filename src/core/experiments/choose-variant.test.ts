import { describe, expect, it } from 'vitest';
import { chooseVariant } from './choose-variant.ts';

const UNITS = Array.from({ length: 10_000 }, (_, i) => `unit-${i}`);

function countsOf(weights: Readonly<Record<string, number>>, experiment = 'x') {
  const counts: Record<string, number> = {};
  for (const unit of UNITS) {
    const variant = chooseVariant(experiment, unit, weights) ?? 'none';
    counts[variant] = (counts[variant] ?? 0) + 1;
  }
  return counts;
}

/** Units that were in one variant under some weights and are in another under others. */
function moves(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) {
  return UNITS.flatMap((unit) => {
    const [from, to] = [chooseVariant('x', unit, before), chooseVariant('x', unit, after)];
    return from === to ? [] : [[from, to] as const];
  });
}

describe('chooseVariant', () => {
  it('is the same for the same unit, and in no order of the variants', () => {
    for (const unit of UNITS.slice(0, 100)) {
      const variant = chooseVariant('x', unit, { a: 1, b: 2, c: 3 });
      expect(chooseVariant('x', unit, { c: 3, a: 1, b: 2 })).toBe(variant);
    }
  });

  it('follows the weights within three deviations', () => {
    const { a = 0, b = 0, c = 0 } = countsOf({ a: 1, b: 2, c: 7 });
    for (const [count, share] of [
      [a, 0.1],
      [b, 0.2],
      [c, 0.7],
    ] as const) {
      expect(Math.abs(count - 10_000 * share)).toBeLessThan(3 * Math.sqrt(10_000 * share * (1 - share)));
    }
  });

  it('moves as few units as a changed weight needs, and only to or from its variant', () => {
    const moved = moves({ a: 1, b: 1, c: 1 }, { a: 2, b: 1, c: 1 });
    expect(moved.every(([, to]) => to === 'a')).toBe(true);
    expect(Math.abs(moved.length / 10_000 - (1 / 2 - 1 / 3))).toBeLessThan(0.012);
    const lost = moves({ a: 2, b: 1 }, { a: 1, b: 1 });
    expect(lost.every(([from]) => from === 'a')).toBe(true);
  });

  it('gives units of two experiments independent variants', () => {
    const both = UNITS.filter((unit) => {
      const weights = { a: 1, b: 1 };
      return chooseVariant('x', unit, weights) === 'a' && chooseVariant('y', unit, weights) === 'a';
    });
    expect(Math.abs(both.length - 2_500)).toBeLessThan(150);
  });

  it('gives nothing to a variant without weight', () => {
    expect(Object.keys(countsOf({ a: 0, b: 1 }))).toEqual(['b']);
    expect(chooseVariant('x', 'u', { a: 0 })).toBeNull();
  });

  it('does not take two texts for one', () => {
    const texts = [
      chooseVariant('a","b', 'c', { v: 1, w: 1, x: 1 }),
      chooseVariant('a', 'b","c', { v: 1, w: 1, x: 1 }),
    ];
    expect(texts).toHaveLength(2);
  });
});
