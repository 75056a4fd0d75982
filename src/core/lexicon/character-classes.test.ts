import { expect, it } from 'vitest';
import { CASELESS, CLASSES, DIGIT, LINE_END, LOWER, OTHER, SPACE, UPPER } from './character-classes.ts';

it.each([
  ['aßéяω', LOWER],
  ['AÉЯΩ', UPPER],
  ['09٣', DIGIT],
  ['中あก한א', CASELESS],
  [' \t\u00a0', SPACE],
  ['\n', LINE_END],
  ['.,-_(“\ud83d', OTHER],
])('gives each of %j its class', (characters, expected) => {
  for (let i = 0; i < characters.length; i++) expect(CLASSES[characters.charCodeAt(i)]).toBe(expected);
});
