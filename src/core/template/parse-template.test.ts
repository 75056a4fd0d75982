import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillTemplate } from './fill-template.ts';
import { PLACEHOLDERS_MAX, parseTemplate } from './parse-template.ts';

const refusal = (text: string) => {
  try {
    parseTemplate(text, 'template');
  } catch (error) {
    return error;
  }
  return null;
};

describe('parseTemplate', () => {
  it('tells text from placeholders, and names each once', () => {
    expect(parseTemplate('From {a} to {b}, and {a} again', 't')).toEqual({
      parts: [
        { text: 'From ' },
        { name: 'a' },
        { text: ' to ' },
        { name: 'b' },
        { text: ', and ' },
        { name: 'a' },
        { text: ' again' },
      ],
      placeholders: ['a', 'b'],
    });
  });

  it.each([
    ['plain', [{ text: 'plain' }]],
    ['{a}{b}', [{ name: 'a' }, { name: 'b' }]],
    ['{{a}}', [{ text: '{a}' }]],
    ['{{{a}}}', [{ text: '{' }, { name: 'a' }, { text: '}' }]],
    ['{{}} {größe} {_x-1}', [{ text: '{} ' }, { name: 'größe' }, { text: ' ' }, { name: '_x-1' }]],
    ['{constructor}', [{ name: 'constructor' }]],
  ])('reads %j', (text, parts) => {
    expect(parseTemplate(text, 't').parts).toEqual(parts);
  });

  it.each([
    ['a { b', 3],
    ['{', 1],
    ['}', 1],
    ['{a b}', 1],
    ['{}', 1],
    ['{1a}', 1],
    ['{a', 1],
    ['x}', 2],
    ['{"json": 1}', 1],
    [`{${'n'.repeat(65)}}`, 1],
    ['{{a}', 4],
  ])('refuses %j and says where', (text, place) => {
    expect(refusal(text)).toMatchObject({
      code: 'REQUEST_INVALID',
      issues: [{ path: 'template', message: expect.stringContaining(`at character ${place}:`) }],
    });
  });

  it('takes 50 placeholders, and not one more', () => {
    const named = (count: number) => Array.from({ length: count }, (_, i) => `{p${i}}`).join('');
    expect(parseTemplate(named(PLACEHOLDERS_MAX), 't').placeholders).toHaveLength(PLACEHOLDERS_MAX);
    expect(refusal(named(PLACEHOLDERS_MAX + 1))).toMatchObject({
      issues: [{ message: expect.stringContaining('51') }],
    });
  });

  it('looks at every brace once, also where none has a partner', () => {
    const text = '{{'.repeat(500_001);
    expect(parseTemplate(text, 't').parts).toEqual([{ text: '{'.repeat(500_001) }]);
  });

  it('gives any text back when its braces are doubled', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ', 'é', '𝄞') }), (text) => {
        const doubled = text.replaceAll('{', '{{').replaceAll('}', '}}');
        const { parts, placeholders } = parseTemplate(doubled, 't');
        expect(parts.map((part) => part.text).join('')).toBe(text);
        expect(placeholders).toEqual([]);
      }),
    );
  });

  it('puts any value in as it is, once', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', 'b', '$', '&', '\\') }), (value) => {
        const template = parseTemplate('x{a}y', 't');
        expect(fillTemplate(template, new Map([['a', value]]))).toBe(`x${value}y`);
      }),
    );
  });
});
