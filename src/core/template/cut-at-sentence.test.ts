import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAtSentence } from './cut-at-sentence.ts';

const TEXT = 'The tower is old. It was built in 1810. Nobody lives there.';

describe('cutAtSentence', () => {
  it.each([
    [100, TEXT],
    [TEXT.length, TEXT],
    [TEXT.length - 1, 'The tower is old. It was built in 1810.'],
    [39, 'The tower is old. It was built in 1810.'],
    [38, 'The tower is old.'],
    [17, 'The tower is old.'],
    [16, 'The tower is'],
    [9, 'The tower'],
    [8, 'The'],
    [3, 'The'],
    [2, 'Th'],
    [0, ''],
    [-1, ''],
  ])('keeps what fits into %i characters', (lengthMax, expected) => {
    expect(cutAtSentence(TEXT, lengthMax)).toBe(expected);
  });

  it('leaves no half of a character', () => {
    expect(cutAtSentence('a𝄞b', 2)).toBe('a');
  });

  it('gives a beginning of the text that fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '. ', ' B', '\n', '𝄞', '!') }),
        fc.nat(60),
        (text, lengthMax) => {
          const cut = cutAtSentence(text, lengthMax);
          expect(cut.length).toBeLessThanOrEqual(lengthMax);
          expect(text.startsWith(cut)).toBe(true);
        },
      ),
    );
  });
});
