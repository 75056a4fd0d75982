import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkText, QUERY_TEXT_MAX } from './check-text.ts';

describe('checkText', () => {
  it('leaves a plain question as it is', () => {
    expect(checkText('What is a cursor?')).toEqual({ valid: true, issues: [], sanitized: 'What is a cursor?' });
  });

  it('normalises white space and Unicode', () => {
    expect(checkText('  a\n\tb  cafe\u0301 ').sanitized).toBe('a b café');
  });

  it.each(['a\u0000b', 'a\u200bb', 'a\u202eb', 'a\u0007b', '\ufeffab'])(
    'removes invisible characters and says so: %j',
    (text) => {
      const { sanitized, issues, valid } = checkText(text);
      expect(valid).toBe(true);
      expect(sanitized).toBe('ab');
      expect(issues[0]).toContain('removed');
    },
  );

  it.each(['', '   ', '\u0000', '\u200b\u200e'])('refuses what has no visible character: %j', (text) => {
    expect(checkText(text).valid).toBe(false);
  });

  it('refuses a text over the limit and names it', () => {
    expect(checkText('a'.repeat(QUERY_TEXT_MAX)).valid).toBe(true);
    const { valid, issues } = checkText('a'.repeat(QUERY_TEXT_MAX + 1));
    expect(valid).toBe(false);
    expect(issues[0]).toContain(String(QUERY_TEXT_MAX));
  });

  it('reports markup and script injection without refusing it', () => {
    const { valid, issues } = checkText('why does <script>alert(1)</script> run?');
    expect(valid).toBe(true);
    expect(issues.join()).toContain('<script>');
  });

  it('is stable: the normal form of a normal form is itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { sanitized } = checkText(text);
        expect(checkText(sanitized).sanitized).toBe(sanitized);
        expect(sanitized.isWellFormed()).toBe(true);
      }),
    );
  });
});
