import { expect, it } from 'vitest';
import { BLOCKS_MAX } from './limits.ts';
import { createPlainTextParser, findParagraphs } from './plain-text.ts';

const textsOf = (text: string) => findParagraphs(text).map(({ start, end }) => text.slice(start, end));

it('parts paragraphs at empty lines', () => {
  expect(textsOf('  one\ntwo  \n\n \t\nthree\n')).toEqual(['one\ntwo', 'three']);
  expect(textsOf(' \n\n')).toEqual([]);
});

it('reads a part of a text, with offsets into the whole', () => {
  const headings = ['Above'];
  expect(findParagraphs('skip\n\nread\n\nskip', { start: 6, end: 11 }, headings)).toEqual([
    { kind: 'paragraph', start: 6, end: 10, headings },
  ]);
});

it('keeps the source as the text, in normal form', async () => {
  const parsed = await createPlainTextParser().parse({
    title: '',
    contentType: 'text/plain',
    content: 'e\u0301\r\n\r\nx',
  });
  expect(parsed.text).toBe('é\n\nx');
  expect(parsed.title).toBeNull();
  expect(parsed.blocks.map(({ start, end }) => [start, end])).toEqual([
    [0, 1],
    [3, 4],
  ]);
});

it('refuses more paragraphs than it may keep', () => {
  expect(() => findParagraphs('x\n\n'.repeat(BLOCKS_MAX + 2))).toThrow(
    expect.objectContaining({ code: 'DOCUMENT_TOO_LARGE' }),
  );
});
