import { describe, expect, it } from 'vitest';
import type { Block } from '../../ports/document-parser.ts';
import { CHUNK_LENGTH_MAX, chunkSizes, TARGET_WORDS, WHOLE_WORDS } from './chunk-sizes.ts';
import { piecesOf } from './pieces.ts';

const SIZES = chunkSizes({});

function pieces(text: string, kind: Block['kind'] = 'paragraph') {
  const found = piecesOf(text, { kind, start: 0, end: text.length, headings: [] }, SIZES);
  return found.map((piece) => ({ ...piece, text: text.slice(piece.start, piece.end) }));
}

describe('piecesOf', () => {
  it('gives the sentences of a paragraph, the last marked as the end of the block', () => {
    expect(pieces('One here. Two here.\n').map((piece) => [piece.text, piece.words, piece.endsBlock])).toEqual([
      ['One here.', 2, false],
      ['Two here.', 2, true],
    ]);
  });

  it('gives the lines of code and tables, trimmed', () => {
    expect(pieces('  a. B\n\n\tc = d\n', 'code').map((piece) => piece.text)).toEqual(['a. B', 'c = d']);
    expect(pieces('| x. Y |', 'table_row').map((piece) => piece.text)).toEqual(['| x. Y |']);
  });

  it('marks headings', () => {
    expect(pieces('A heading', 'heading')).toMatchObject([{ isHeading: true, endsBlock: true }]);
    expect(pieces('')).toEqual([]);
  });

  it('stays inside its block', () => {
    const text = 'Before. Inside. After.';
    expect(piecesOf(text, { kind: 'paragraph', start: 8, end: 15, headings: [] }, SIZES)).toMatchObject([
      { start: 8, end: 15 },
    ]);
    const lines = 'a\nb\nc';
    expect(piecesOf(lines, { kind: 'code', start: 2, end: 3, headings: [] }, SIZES)).toMatchObject([
      { start: 2, end: 3 },
    ]);
  });

  it('keeps a sentence up to the whole size, and cuts a longer one at white space near the target', () => {
    expect(pieces(Array(WHOLE_WORDS).fill('word').join(' '))).toHaveLength(1);
    const parts = pieces(
      Array(WHOLE_WORDS + 1)
        .fill('word')
        .join(' '),
    );
    expect(parts.map((part) => part.words)).toEqual([TARGET_WORDS, WHOLE_WORDS + 1 - TARGET_WORDS]);
    expect(parts.every((part) => part.text.startsWith('word') && part.text.endsWith('word'))).toBe(true);
  });

  it.each([
    ['letters', 'x'.repeat(10_000)],
    ['surrogate pairs', 'a'.concat('\u{1f600}'.repeat(5_000))],
    ['ideographs', '語'.repeat(5_000)],
    ['both kinds in one run', `${'語'.repeat(1_000)}${'x'.repeat(3_000)}${'語'.repeat(1_000)}`],
    ['long runs between blanks', `${'x'.repeat(3_000)} ${'y'.repeat(3_000)}`],
  ])('cuts %s without white space between code points', (_name, text) => {
    const parts = pieces(text);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((part) => part.text).join('')).toBe(text.replaceAll(' ', ''));
    for (const part of parts) {
      expect(part.text.isWellFormed()).toBe(true);
      expect(part.words).toBeLessThanOrEqual(SIZES.wordsMax);
      expect(part.text.length).toBeLessThanOrEqual(CHUNK_LENGTH_MAX);
    }
  });
});
