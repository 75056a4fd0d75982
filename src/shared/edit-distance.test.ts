import fc from 'fast-check';
import { expect, it } from 'vitest';
import { editDistance } from './edit-distance.ts';

/** The definition, without rows or bounds. */
function plainDistance(a: string, b: string): number {
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const cost = a[i - 1] === b[j - 1] ? 0 : 1;
    const least = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost);
    const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    return isSwap ? Math.min(least, at(i - 2, j - 2) + 1) : least;
  };
  return at(a.length, b.length);
}

it.each([
  ['thompson', 'thompson', 2, 0],
  ['thompson', 'thomspon', 2, 1],
  ['sampling', 'samplng', 2, 1],
  ['lamp', 'lamps', 1, 1],
  ['lamp', 'camp', 1, 1],
  ['lamp', 'mill', 2, 3],
  ['a', 'abcd', 2, 3],
  ['', 'ab', 3, 2],
])('from %j to %j, at most %i, is %i', (a, b, max, distance) => {
  expect(editDistance(a, b, max)).toBe(distance);
});

it('is the distance of its definition, up to the bound', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, max) => {
      expect(editDistance(a, b, max)).toBe(Math.min(plainDistance(a, b), max + 1));
    }),
    { numRuns: 300 },
  );
});

it('does not compare what is longer than words are', () => {
  expect(editDistance('a'.repeat(65), 'a'.repeat(64), 2)).toBe(3);
});
