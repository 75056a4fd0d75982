import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError, keepLongNumbers, nestsDeeper } from './json-tokens.ts';

describe('findJsonError', () => {
  it.each([
    ['', 0],
    ['{', 1],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a"}', 4],
    ['{a:1}', 1],
    ['[1}', 2],
    ['1 2', 2],
    ['01', 1],
    ['tru', 0],
    ['nullx', 0],
    ['"a\nb"', 2],
    ['"\\x"', 1],
    ['"abc', 4],
    ['}', 0],
    ['1,', 1],
  ])('%j breaks at %i', (text, offset) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(findJsonError(text)).toBe(offset);
  });

  it('reads valid JSON to its end', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonError(text)).toBe(text.length);
      }),
    );
  });

  it('finds a place before the end, or the end, in JSON with a character taken out', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, at) => {
        const cut = at % json.length;
        const text = json.slice(0, cut) + json.slice(cut + 1);
        expect(findJsonError(text)).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('does not recurse', () => {
    expect(findJsonError('['.repeat(500_000))).toBe(500_000);
  });
});

describe('keepLongNumbers', () => {
  it('leaves JSON without long numbers as it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), (text) => {
        fc.pre(!/\d{15}/.test(text));
        expect(keepLongNumbers(text)).toBe(text);
      }),
    );
  });

  it('quotes long numbers outside strings', () => {
    expect(keepLongNumbers('[1234567890123456, "1234567890123456", 12, 0.1234567890123456789]')).toBe(
      '["1234567890123456", "1234567890123456", 12, "0.1234567890123456789"]',
    );
  });
});

describe('nestsDeeper', () => {
  it('counts brackets open at one time, outside strings', () => {
    expect(nestsDeeper('[{"a":[]}]', 2)).toBe(true);
    expect(nestsDeeper('[{"a":[]}]', 3)).toBe(false);
    expect(nestsDeeper('["[[[[\\"[[[", [], {}]', 2)).toBe(false);
  });
});
