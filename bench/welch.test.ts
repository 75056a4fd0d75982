import { expect, it } from 'vitest';
import { seededRandom } from '../test/support/seeded-random.ts';
import { DIFFERENCE_MAX, differenceOf } from './welch.ts';

/** Times round 20 with a spread of some 2, and a tail. */
function times(random: () => number, shift: number): number[] {
  return Array.from({ length: 10_000 }, () => {
    const calm = 17 + shift + 6 * ((random() + random() + random()) / 3);
    return random() < 0.03 ? calm + 500 * random() : calm;
  });
}

it('finds no difference where there is none, and one of a twentieth of the spread', () => {
  const random = seededRandom(3);
  for (let i = 0; i < 20; i++) {
    expect(Math.abs(differenceOf(times(random, 0), times(random, 0)).t)).toBeLessThan(DIFFERENCE_MAX);
  }
  const { t, difference } = differenceOf(times(random, 0.2), times(random, 0));
  expect(t).toBeGreaterThan(DIFFERENCE_MAX);
  expect(difference).toBeGreaterThan(0.1);
  expect(difference).toBeLessThan(0.3);
  expect(differenceOf([1, 1], [1, 1])).toEqual({ t: 0, difference: 0 });
});
