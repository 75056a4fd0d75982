import { describe, expect, it } from 'vitest';
import { breaksSentence } from './line-breaks.ts';

const LONG = 'a line that is long enough to have been wrapped by an editor';

function breaks(before: string, after: string): boolean {
  const text = `${before}\n${after}`;
  return breaksSentence(text, { lineStart: 0, newline: before.length, end: text.length });
}

describe('breaksSentence', () => {
  it.each([
    ['an empty line', '\nnext'],
    ['a line of blanks', '   \nnext'],
    ['the end of the text', ''],
    ['a dash', '- item'],
    ['an indented star', '    * item'],
    ['a bullet', '•item'],
    ['a number', '12. item'],
    ['a number in brackets', '3) item'],
    ['a heading', '## Heading'],
    ['a table row', '| cell |'],
    ['a label', 'author.name: Ada'],
  ])('sees a break before %s', (_name, after) => expect(breaks(LONG, after)).toBe(true));

  it.each([
    ['a word', 'goes on'],
    ['a name', 'Ada Lovelace'],
    ['a number without a dot', '12 items'],
    ['a decimal number', '3.5 percent'],
    ['a year at the end of a sentence', '1999. Then'],
    ['a hyphenated word', '-based systems'],
    ['a colon far away', `${'x'.repeat(80)}: y`],
  ])('sees wrapping before %s', (_name, after) => expect(breaks(LONG, after)).toBe(false));

  it('takes a short line as ended on purpose, unless a small letter goes on', () => {
    expect(breaks('Chapter One', 'It was dark')).toBe(true);
    expect(breaks('Chapter one is', 'about the dark')).toBe(false);
  });

  it('ends headings and table rows with their line', () => {
    expect(breaks(`# ${LONG}`, 'text')).toBe(true);
    expect(breaks(`| ${LONG}`, 'text')).toBe(true);
  });
});
