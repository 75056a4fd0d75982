import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { plainLine, plainText } from './plain-markdown.ts';

type Node = { readonly type: string; readonly value?: string; readonly children?: readonly Node[] };

const nodesIn = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(nodesIn)];
const shown = (markdown: string): string =>
  nodesIn(fromMarkdown(markdown))
    .map(({ value = '' }) => value)
    .join('');

/** What a page may be made of when all its text came from somebody else. */
const ALLOWED = new Set(['root', 'paragraph', 'text', 'inlineCode', 'break']);
/** What renderers turn into links by themselves. */
const AUTOLINK = /[a-z][a-z0-9+.-]+:\/\/\S|www\.\S|[^\s@]@\S/i;

function expectPlain(text: string): void {
  const nodes = nodesIn(fromMarkdown(`before\n${plainText(text)}\n\nafter`));
  expect(nodes.map(({ type }) => type).filter((type) => !ALLOWED.has(type))).toEqual([]);
  for (const { type, value = '' } of nodes) if (type === 'text') expect(value).not.toMatch(AUTOLINK);
}

const HOSTILE = [
  '[click](javascript:alert(1))',
  '![beacon](https://evil.example/x.png?a=b)',
  '[ref]: https://evil.example\n[ref]',
  '<img src=x onerror=alert(1)>',
  '<https://evil.example>',
  'https://evil.example/a_b_c and www.evil.example, mail me@evil.example',
  '# heading\n## two',
  'title\n===\nmore\n---',
  '---\n***\n___',
  '```\ncode\n```\n~~~\ncode\n~~~',
  '    indented code\n\n\tcode',
  '- item\n+ item\n* item\n1. one\n2) two',
  '> quote',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '`code` **bold** __bold__ ~~gone~~ $x$ [^1] &lt;b&gt; &#91;',
  'ends with backslash \\\nnext',
  '`` ` `https://a.example` ``',
];

describe('plainText', () => {
  it.each(HOSTILE)('makes nothing of %j but text', (text) => {
    expectPlain(text);
    expect(shown(plainText(text)).replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
  });

  it('makes nothing but text of anything', () => {
    const piece = fc.oneof(
      fc.constantFrom(...HOSTILE, ...HOSTILE.join('')),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
        expectPlain,
      ),
    );
  });
});

describe('plainLine', () => {
  it('keeps one line, whatever is in it', () => {
    expect(plainLine(' a\n# b\r\n\tc ')).toBe('a \\# b c');
    expect(plainLine('1. one')).toBe('1\\. one');
    expect(plainLine('see https://a.example/x_y')).toBe('see `https://a.example/x_y`');
  });
});
