import { expect, test } from 'vitest';
import { classAt, LETTER_OR_MARK, NUMBER, OTHER, runEnd } from './word-classes.ts';

test.each([
  ['a', LETTER_OR_MARK],
  ['É', LETTER_OR_MARK],
  ['\u0301', LETTER_OR_MARK],
  ['漢', LETTER_OR_MARK],
  ['𝐀', LETTER_OR_MARK],
  ['7', NUMBER],
  ['٣', NUMBER],
  ['½', NUMBER],
  ['𝟗', NUMBER],
  ['_', OTHER],
  ['🙂', OTHER],
  ['\ud800', OTHER],
  ['\udc00', OTHER],
])('%s', (character, expected) => {
  expect(classAt(`.${character}.`, 1)).toBe(expected);
  // The second time the class comes from what was learned.
  expect(classAt(`.${character}.`, 1)).toBe(expected);
});

test('every unit of the basic plane is classed as the patterns have it', () => {
  for (let unit = 0; unit < 0xd800; unit += 7) {
    const character = String.fromCharCode(unit);
    const expected = /[\p{L}\p{M}]/u.test(character) ? LETTER_OR_MARK : /\p{N}/u.test(character) ? NUMBER : OTHER;
    expect(classAt(character, 0)).toBe(expected);
  }
});

test('a run ends at another class, at the end given, and after whole characters', () => {
  expect(runEnd('abc12', 0, 5, LETTER_OR_MARK)).toBe(3);
  expect(runEnd('abc12', 0, 5, LETTER_OR_MARK + NUMBER)).toBe(5);
  expect(runEnd('abc12', 0, 2, LETTER_OR_MARK)).toBe(2);
  expect(runEnd('𝐀𝐁.', 0, 5, LETTER_OR_MARK)).toBe(4);
  expect(runEnd('.', 0, 1, NUMBER)).toBe(0);
});
