import { expect, it } from 'vitest';
import { LINKS_MAX } from './limits.ts';
import { findMarkdownLinks, normalLabel, plainMarkdown } from './markdown-inline.ts';

it.each([
  ['**Bold** and `code`', 'Bold and code'],
  ['[text](target) [[Page]] [a][b]', 'text Page a'],
  ['snake_case _stressed_', 'snake_case stressed'],
  ['<b>tag</b> a\\*b', 'tag a*b'],
  ['[brackets] stay', '[brackets] stay'],
])('makes %j plain', (markdown, plain) => {
  expect(plainMarkdown(markdown)).toBe(plain);
});

it('compares labels without case and with single blanks', () => {
  expect(normalLabel(' A\n  b ')).toBe('a b');
});

it('keeps brackets in targets, and stops a little beyond the limit', () => {
  const block = (source: string) => [{ kind: 'paragraph', start: 0, end: source.length, headings: [] }] as const;
  const source = '[a](x_(y))';
  expect(findMarkdownLinks(source, block(source), new Map())).toEqual([{ href: 'x_(y)', text: 'a' }]);
  const many = source.repeat(LINKS_MAX + 50);
  expect(findMarkdownLinks(many, block(many), new Map())).toHaveLength(LINKS_MAX + 1);
});
