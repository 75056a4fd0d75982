import { expect, it } from 'vitest';
import { findSegments, isReadable } from './markdown-segments.ts';

const PARAGRAPH = `${'word '.repeat(20_000)}\n`;

it('cuts a long source at headings, covering it', () => {
  const source = `${PARAGRAPH}# Two\n${PARAGRAPH}## Three\nend`;
  const segments = findSegments(source, 3);
  expect(segments.map(({ start }) => source.slice(start, start + 5))).toEqual(['d wor', '# Two', '## Th']);
  expect(segments.at(0)?.start).toBe(3);
  expect(segments.at(-1)?.end).toBe(source.length);
  for (const [i, segment] of segments.entries()) expect(segments[i + 1]?.start ?? segment.end).toBe(segment.end);
});

it('leaves headings inside code alone', () => {
  const source = `\`\`\`\n${PARAGRAPH}# not a heading\n~~~\n\`\`\`\n# Heading\n`;
  expect(findSegments(source, 0).map(({ start }) => source.slice(start, start + 3))).toEqual(['```', '# H']);
});

it('leaves short sources whole', () => {
  expect(findSegments('# a\n# b\n', 0)).toEqual([{ start: 0, end: 8 }]);
});

it('tells the shapes that hold the reader up', () => {
  expect(isReadable('> > > quoted\n- list\n')).toBe(true);
  expect(isReadable('- '.repeat(60))).toBe(false);
  expect(isReadable('a\n---\n'.repeat(501))).toBe(false);
  expect(isReadable('x'.repeat(1024 * 1024 + 1))).toBe(false);
});
