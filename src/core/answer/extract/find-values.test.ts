import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VALUE_KINDS, type ValueKind } from './asked-kinds.ts';
import { findValues } from './find-values.ts';

const texts = (sentence: string, ...kinds: readonly ValueKind[]) => findValues(sentence, kinds).map(({ text }) => text);

test.each<readonly [ValueKind, string, readonly string[]]>([
  ['date', 'Built between 1807 and 1810, opened on 3 May 1811.', ['1807', '1810', '3 May 1811']],
  ['date', 'On May 3, 1811 and 2024-02-29, in June 1999.', ['May 3, 1811', '2024-02-29', 'June 1999']],
  ['date', 'In the 19th century and the 1920s.', ['19th century', '1920s']],
  ['date', 'It holds 1500 passages and 2000 documents, 1900.5 of them.', []],
  ['date', 'It was lit in 1904 was said.', ['1904']],
  ['money', 'It costs $5, €1,200.50 or 3 million dollars, and £2.', ['$5', '€1,200.50', '3 million dollars', '£2']],
  ['percent', 'About 12 %, 3.5% and 7 per cent.', ['12 %', '3.5%', '7 per cent']],
  ['email', 'Ask <ada@example.com> or ben.b+x@mail.example.org.', ['ada@example.com', 'ben.b+x@mail.example.org']],
  ['url', 'See [here](https://a.example/x?y=1) and www.b.example.', ['https://a.example/x?y=1', 'www.b.example']],
  ['phone', 'Call +49 40 123456 or (040) 12 34 56.', ['+49 40 123456', '(040) 12 34 56']],
  ['phone', 'From 1807-1810 on 2024-02-29 with 12 34.', []],
  [
    'number',
    'The tower is 54 metres high, fifty-four metres, with 3 and 4.',
    ['54 metres', 'fifty-four metres', '3', '4'],
  ],
  [
    'name',
    'The tower on Bell Rock was built by Robert Stevenson of Glasgow.',
    ['Bell Rock', 'Robert Stevenson of Glasgow'],
  ],
  ['name', 'Towers stand. Nothing here is named.', []],
  ['item', '- wipe the **lamp**', ['wipe the lamp']],
  ['item', 'no entry of a list', []],
])('%s in %j', (kind, sentence, expected) => {
  expect(texts(sentence, kind)).toEqual(expected);
});

test('the same value in other letters is one', () => {
  expect(texts('3 Dogs and 3 dogs, 3  dogs', 'number')).toEqual(['3 Dogs']);
});

test('a long entry is cut at a word', () => {
  const [entry = ''] = texts(`- ${'word '.repeat(200)}`, 'item');
  expect(entry.length).toBeLessThan(170);
  expect(entry).toMatch(/word …$/);
});

test('every value stands in the sentence, and no text takes long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (sentence) => {
      for (const { key } of findValues(sentence, VALUE_KINDS)) expect(key.length).toBeGreaterThan(0);
    }),
  );
  for (const piece of ['1.', '1 ', 'A of ', 'one-', '12-', 'a@', '(1)']) {
    expect(findValues(piece.repeat(2_000), VALUE_KINDS).length).toBeLessThan(200);
  }
});
