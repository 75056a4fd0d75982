import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarkdownParser } from './markdown.ts';

const parser = createMarkdownParser();
const read = (content: string) => parser.parse({ title: '', contentType: 'text/markdown', content });
const blocksOf = async (content: string) => {
  const { text, blocks } = await read(content);
  return blocks.map(({ kind, start, end, headings }) => [kind, text.slice(start, end), headings.join(' > ')]);
};

describe('Markdown', () => {
  it('gives blocks under their headings, and its first heading as title', async () => {
    const source =
      '# *Tea*\n\nIntro.\n\n## Green `x`\n\n- one\n- two\n\n```\ncode\n```\n\n> quoted\n\n# Coffee\n\nEnd.\n';
    expect(await blocksOf(source)).toEqual([
      ['heading', '*Tea*', ''],
      ['paragraph', 'Intro.', 'Tea'],
      ['heading', 'Green `x`', 'Tea'],
      ['list_item', 'one', 'Tea > Green x'],
      ['list_item', 'two', 'Tea > Green x'],
      ['code', '```\ncode\n```', 'Tea > Green x'],
      ['paragraph', 'quoted', 'Tea > Green x'],
      ['heading', 'Coffee', ''],
      ['paragraph', 'End.', 'Coffee'],
    ]);
    expect((await read(source)).title).toBe('Tea');
  });

  it('keeps rows of a table apart, without the line of dashes', async () => {
    expect(await blocksOf('| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\n')).toEqual([
      ['table_row', '| a | b |', ''],
      ['table_row', '| 1 | 2 |', ''],
      ['table_row', '| 3 | 4 |', ''],
    ]);
  });

  it('takes the title from front matter', async () => {
    const document = await read('---\ntitle: "Tea time"\ntags: [a]\n---\n# Heading\n\nText.\n');
    expect(document.title).toBe('Tea time');
    expect(document.blocks.map(({ kind }) => kind)).toEqual(['code', 'heading', 'paragraph']);
    expect((await read('---\ntags: [a]\n---\n# Heading\n')).title).toBe('Heading');
  });

  it('finds links of every kind, none in code and no images', async () => {
    const source =
      'A [text](to.md "t"), [by label][L], [L], [[Page|alias]], <https://a.example/x> and https://b.example/y.\n\n' +
      '![image](i.png) [none]\n\n```\n[code](c.md)\n```\n\n[l]: https://c.example\n';
    expect((await read(source)).links).toEqual([
      { href: 'to.md', text: 'text' },
      { href: 'https://c.example', text: 'by label' },
      { href: 'https://c.example', text: 'L' },
      { href: 'Page', text: 'alias' },
      { href: 'https://a.example/x', text: 'https://a.example/x' },
      { href: 'https://b.example/y', text: 'https://b.example/y.' },
    ]);
  });

  it('keeps blocks in order and apart, whatever the source', async () => {
    const piece = fc.constantFrom(
      '# a\n',
      '\n',
      '- b\n',
      '  c\n',
      '> ',
      '```\n',
      '|a|b|\n|-|-|\n|c|d|\n',
      'x\n===\n',
      '<p>',
      'e ',
      '1. ',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const { text, blocks } = await read(`word\n\n${pieces.join('')}`);
        let end = 0;
        for (const block of blocks) {
          expect(block.start).toBeGreaterThanOrEqual(end);
          expect(block.end).toBeGreaterThanOrEqual(block.start);
          end = block.end;
        }
        expect(end).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it('reads parts as plain text that would hold it up', async () => {
    const document = await read(`${'> '.repeat(200)}deep\n\nnext\n`);
    expect(document.warnings).toEqual([expect.stringContaining('One part of the Markdown')]);
    expect(document.blocks).toHaveLength(2);
    expect((await read('a\n===\n'.repeat(600))).warnings).toHaveLength(1);
  });
});
