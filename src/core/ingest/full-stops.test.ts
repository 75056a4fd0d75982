import { describe, expect, it } from 'vitest';
import { stopEndsSentence } from './full-stops.ts';

/** Asks about the first `‸` in a text: it stands behind the terminating mark and its closing quotes. */
function ends(marked: string, isFullStop = true): boolean {
  const after = marked.indexOf('‸');
  const text = marked.replace('‸', '');
  return stopEndsSentence(text, { start: 0, mark: after - 1, after, end: text.length, isFullStop });
}

describe('stopEndsSentence', () => {
  it.each([
    ['before a capital', 'It ended.‸ Then'],
    ['before an opening quote or bracket', 'It ended.‸ “Then'],
    ['before a digit', 'It ended.‸ 12 came'],
    ['before an empty line, whatever comes', 'It ended.‸\n\nthen'],
    ['at the end of the text', 'It ended.‸  '],
    ['before a gap in the layout', `It ended.‸${' '.repeat(80)}then`],
    ['before a name that begins small', 'It ended.‸ mRNA rose'],
    ['behind a number', 'It was 1999.‸ Nobody came'],
    ['behind “No.” that is an answer', 'He said no.‸ Nobody came'],
    ['behind an abbreviation when a usual opening word follows', 'in the U.S.‸ The law'],
    ['behind a letter that is no initial', 'Take vitamin C.‸ It helps'],
    ['behind the pronoun', 'It was I.‸ Nobody came'],
    ['behind a long word', 'of electroencephalography.‸ Nobody came'],
  ])('says yes %s', (_name, marked) => expect(ends(marked)).toBe(true));

  it.each([
    ['before a small letter', 'It ended.‸ then'],
    ['behind a title', 'Then Dr.‸ Smith came'],
    ['behind an abbreviation before a number', 'See Fig.‸ 3'],
    ['behind an abbreviation before a bracketed number', 'See Eq.‸ (4)'],
    ['behind an initial', 'by J.‸ Smith'],
    ['between initials, also where the next is a word', 'by J.‸ A. Smith'],
    ['behind letters with stops before a name', 'the U.S.‸ Army'],
    ['behind letters with stops that no list has', 'the Q.E.D.‸ Society'],
    ['behind an item number at the start', '12.‸ Install it'],
  ])('says no %s', (_name, marked) => expect(ends(marked)).toBe(false));

  it('looks at abbreviations only behind a bare full stop', () => {
    expect(ends('(see Dr.)‸ Smith', false)).toBe(true);
    expect(ends('Really?‸ yes', false)).toBe(false);
  });
});
