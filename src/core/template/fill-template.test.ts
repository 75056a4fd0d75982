import { describe, expect, it } from 'vitest';
import { filledLength, fillTemplate } from './fill-template.ts';
import { parseTemplate } from './parse-template.ts';

const fill = (text: string, values: Record<string, string>) =>
  fillTemplate(parseTemplate(text, 't'), new Map(Object.entries(values)));

describe('fillTemplate', () => {
  it('fills every place of a name, and never looks into a value', () => {
    expect(fill('{a}, {b}, {a}', { a: '{b}', b: '{{c}}' })).toBe('{b}, {{c}}, {b}');
    expect(fill('{a}', { a: '$& $1 \\1' })).toBe('$& $1 \\1');
  });

  it('puts the text into the normal form of questions', () => {
    expect(fill(' What  is\n{a} ?', { a: '' })).toBe('What is ?');
  });

  it('takes 10,000 characters, and refuses one more by its length', () => {
    expect(fill('{a}b', { a: 'a'.repeat(9_999) })).toHaveLength(10_000);
    expect(() => fill('{a}b', { a: 'a'.repeat(10_000) })).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_EXPANSION_TOO_LONG', message: expect.stringContaining('10001') }),
    );
  });

  it('measures a text that would be very long without making it', () => {
    const template = parseTemplate('{a}'.repeat(3_000), 't');
    const values = new Map([['a', 'x'.repeat(10_000)]]);
    expect(filledLength(template, values)).toBe(30_000_000);
    expect(() => fillTemplate(template, values)).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_EXPANSION_TOO_LONG' }),
    );
  });

  it('refuses a text of which nothing is left', () => {
    expect(() => fill('{a}', { a: ' ' })).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID', issues: [{ path: 'params', message: expect.any(String) }] }),
    );
  });
});
