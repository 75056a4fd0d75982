import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextWord, tokenEnd, wordEnd } from './scan-words.ts';

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}\p{M}]+)*/gu;
const TOKEN = /[\p{L}\p{N}\p{M}]+(?:[.,][\p{N}]+)*(?:['’][\p{L}\p{M}]+)*/gu;

function scan(text: string, endOf: typeof wordEnd): readonly string[] {
  const found: string[] = [];
  for (let at = nextWord(text, 0, text.length); at < text.length; ) {
    const end = endOf(text, at, text.length);
    found.push(text.slice(at, end));
    at = nextWord(text, end, text.length);
  }
  return found;
}

test('words and tokens of any text are those of the patterns', () => {
  const part = fc.constantFrom(
    'a',
    'É',
    'e\u0301',
    '5',
    '٣',
    '½',
    '.',
    ',',
    "'",
    '’',
    ' ',
    '-',
    '_',
    '漢',
    '𝐀',
    '🙂',
    '\ud800',
    '\udc00',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 24 }), (parts) => {
      const text = parts.join('');
      expect(scan(text, wordEnd)).toEqual(text.match(WORD) ?? []);
      expect(scan(text, tokenEnd)).toEqual(text.match(TOKEN) ?? []);
    }),
    { seed: 11, numRuns: 1_000 },
  );
});
