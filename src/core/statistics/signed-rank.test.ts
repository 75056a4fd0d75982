import { describe, expect, it } from 'vitest';
import { signedRankPValue } from './signed-rank.ts';

/** The share of all signs whose sum of ranks is at least as far from its middle: the definition, by counting. */
function byCounting(differences: readonly number[]): number {
  const kept = differences.filter((difference) => difference !== 0).map((value) => ({ value, size: Math.abs(value) }));
  const sizes = kept.map(({ size }) => size).toSorted((a, b) => a - b);
  const ranks = kept.map(({ size }) => (sizes.indexOf(size) + sizes.lastIndexOf(size)) / 2 + 1);
  const middle = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const seen = ranks.reduce((sum, rank, i) => sum + ((kept[i]?.value ?? 0) > 0 ? rank : 0), 0);
  let extreme = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs++) {
    const sum = ranks.reduce((total, rank, i) => total + ((signs >> i) & 1) * rank, 0);
    if (Math.abs(sum - middle) >= Math.abs(seen - middle)) extreme++;
  }
  return extreme / 2 ** ranks.length;
}

describe('signedRankPValue', () => {
  it.each([
    [[1, 2, 3, 4, 5]],
    [[1, -2, 3, 4, 5, -6]],
    [[2, 2, -2, 3, 3, 0, 1]],
    [[1, 1, 1, 1, 1, 1, 1, 1]],
    [[-0.5, 0.25, 3, -7, 12, 1.5, 1.5, -1.5, 4]],
  ])('counts all signs of %j', (differences) => {
    expect(signedRankPValue(differences)).toBeCloseTo(byCounting(differences), 12);
  });

  it('does not depend on the direction', () => {
    expect(signedRankPValue([3, 1, -2, 5])).toBe(signedRankPValue([-3, -1, 2, -5]));
  });

  it('says nothing where nothing differs', () => {
    expect([signedRankPValue([]), signedRankPValue([0, 0])]).toEqual([1, 1]);
  });

  it('counts a hundred pairs', () => {
    const apart = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(signedRankPValue(apart)).toBeCloseTo(0, 12);
    expect(signedRankPValue(apart.map((value, i) => (i % 2 === 0 ? value : -value)))).toBeGreaterThan(0.8);
  });
});
