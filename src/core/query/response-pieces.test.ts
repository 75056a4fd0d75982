import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { responsePieces } from './response-pieces.ts';

describe('responsePieces', () => {
  it('keeps a citation with its sentence, and lines with theirs', () => {
    expect([...responsePieces('It was lit in 1904. [1] [2] It is built of granite [3].\n1. A tower')]).toEqual([
      'It was lit in 1904. [1] [2] ',
      'It is built of granite [3].\n',
      '1. ',
      'A tower',
    ]);
    expect([...responsePieces('')]).toEqual([]);
    expect([...responsePieces('[1]')]).toEqual(['[1]']);
  });

  it('loses and adds nothing', () => {
    const parts = fc.array(fc.oneof(fc.string(), fc.constantFrom('. ', '[1] ', '\n', '! [2]', 'Dr. ', '。')));
    fc.assert(
      fc.property(parts, (texts) => {
        const response = texts.join('');
        const pieces = [...responsePieces(response)];
        expect(pieces.join('')).toBe(response);
        expect(pieces).not.toContain('');
      }),
    );
  });
});
