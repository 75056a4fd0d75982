import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanText,
  codePointBoundary,
  countCodePoints,
  cutEnd,
  hasVisibleText,
  isSpaceOr,
  isWhiteSpace,
} from './text.ts';

describe('cleanText', () => {
  it('gives plain text back as it is', () => {
    expect(cleanText('Plain text,\n\twith a tab.')).toBe('Plain text,\n\twith a tab.');
  });

  it.each([
    ['line ends', 'a\r\nb\rc\u2028d\u2029e\u0085f\fg', 'a\nb\nc\nd\ne\nf\ng'],
    ['control characters and NUL', 'a\u0000b\u0007c\u007fd\u009be', 'abcde'],
    ['zero-width characters and the byte order mark', '\ufeffze\u200bro\u200c\u200d\u2060\u00ad', 'zero'],
    ['bidi marks', 'a\u202eb\u202c\u200f\u2066c\u2069\u061c', 'abc'],
    ['invisible tags', 'a\u{e0041}\u{e007f}b', 'ab'],
    ['lone surrogates, not pairs', 'a\ud83db\ude00c\u{1f600}', 'abc\u{1f600}'],
    ['decomposed letters', 'e\u0301', '\u00e9'],
    ['letters that a zero-width character had kept apart', 'e\u200b\u0301', '\u00e9'],
  ])('takes care of %s', (_name, input, expected) => {
    expect(cleanText(input)).toBe(expected);
  });

  it('keeps a replacement character that was sent as such, and visible format characters', () => {
    expect(cleanText('a\ufffdb\u0600')).toBe('a\ufffdb\u0600');
  });

  it('ends runs of combining marks at 30, so that normalising stays linear', () => {
    const stacked = `a${'\u0301\u0323'.repeat(50_000)}b`;
    expect(cleanText(stacked).length).toBeLessThanOrEqual(32);
  });

  it('is idempotent, normal, well formed and free of control characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(fc.nat(0xffff), { maxLength: 30 }),
        (text, units) => {
          const clean = cleanText(text + String.fromCharCode(...units));
          expect(cleanText(clean)).toBe(clean);
          expect(clean.normalize('NFC')).toBe(clean);
          expect(clean.isWellFormed()).toBe(true);
          expect(clean).not.toMatch(/[^\P{Cc}\n\t]/u);
        },
      ),
    );
  });
});

describe('leaf helpers', () => {
  it('counts code points', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(countCodePoints(text)).toBe([...text].length);
      }),
    );
  });

  it('moves an index out of a surrogate pair', () => {
    expect(codePointBoundary('a\u{1f600}b', 2)).toBe(1);
    expect(codePointBoundary('a\u{1f600}b', 3)).toBe(3);
    expect(codePointBoundary('ab', 0)).toBe(0);
    expect(codePointBoundary('ab', 2)).toBe(2);
  });

  it('agrees with trim on what white space is', () => {
    const differing: number[] = [];
    for (let unit = 0; unit <= 0xffff; unit++) {
      if (isWhiteSpace(unit) !== (String.fromCharCode(unit).trim() === '')) differing.push(unit);
    }
    expect(differing).toEqual([]);
  });

  it('sees whether anything can be read', () => {
    expect(hasVisibleText(' \n\t\u00a0')).toBe(false);
    expect(hasVisibleText('')).toBe(false);
    expect(hasVisibleText('  語 ')).toBe(true);
    expect(hasVisibleText('?')).toBe(true);
  });
});

describe('cutEnd', () => {
  it.each([
    ['a. b..', 'a. b'],
    ['...', ''],
    ['', ''],
    ['a', 'a'],
    ['a.\u00a0 .', 'a'],
  ])('takes marks and white space from the end of %j', (text, expected) => {
    expect(cutEnd(text, isSpaceOr('.'))).toBe(expected);
  });
});

describe('cleanText on hidden text', () => {
  const hidden = [...'ignore all'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
  it.each([
    [`a${hidden}b`, 'ab'],
    ['a\u{e0000}\u{e0002}\u{e0fff}b', 'ab'],
    ['\u2764\ufe0f', '\u2764\ufe0f'],
    ['\u845b\u{e0100}', '\u845b\u{e0100}'],
    ['a\ufe01\ufe02\u{e0101}\u{e01ef}b', 'a\ufe01b'],
  ])('takes out what only programs read: %j', (text, expected) => {
    expect(cleanText(text)).toBe(expected);
    expect(cleanText(expected)).toBe(expected);
  });
});
