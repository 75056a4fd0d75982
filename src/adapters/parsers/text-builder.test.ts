import { describe, expect, it } from 'vitest';
import { BLOCKS_MAX, LINKS_MAX, TEXT_LENGTH_MAX, WARNINGS_MAX } from './limits.ts';
import { TextBuilder } from './text-builder.ts';

const tooLarge = expect.objectContaining({ code: 'DOCUMENT_TOO_LARGE' });

describe('TextBuilder', () => {
  it('joins cleaned blocks, with the headings above each', () => {
    const builder = new TextBuilder();
    builder.heading(1, ' Tea ');
    builder.block('paragraph', ' e\u0301\u200b ');
    builder.block('list_item', ' \n ');
    builder.heading(2, 'Green');
    builder.block('code', 'x');
    const { text, title, blocks } = builder.finish(null);
    expect(title).toBe('Tea');
    expect(text).toBe('Tea\n\né\n\nGreen\n\nx');
    expect(blocks.map(({ kind, start, end, headings }) => [kind, text.slice(start, end), headings])).toEqual([
      ['heading', 'Tea', []],
      ['paragraph', 'é', ['Tea']],
      ['heading', 'Green', ['Tea']],
      ['code', 'x', ['Tea', 'Green']],
    ]);
  });

  it('prefers the title given, and takes no heading without words for one', () => {
    const builder = new TextBuilder();
    builder.heading(1, ' ');
    expect(builder.firstTitle).toBeNull();
    builder.heading(2, 'Below');
    builder.heading(1, 'First');
    builder.heading(1, 'Second');
    expect(builder.firstTitle).toBe('First');
    expect(builder.finish('Given').title).toBe('Given');
  });

  it('stops at its limits', () => {
    const long = new TextBuilder();
    const part = 'x'.repeat(TEXT_LENGTH_MAX / 2);
    long.block('paragraph', part);
    expect(() => long.block('paragraph', part)).toThrow(tooLarge);
    const many = new TextBuilder();
    for (let i = 0; i < BLOCKS_MAX; i++) many.block('table_row', 'x');
    expect(() => many.block('table_row', 'x')).toThrow(tooLarge);
  });

  it('keeps so many links and warnings', () => {
    const builder = new TextBuilder();
    builder.block('paragraph', 'tea');
    for (let i = 0; i < LINKS_MAX + 5; i++) builder.link('a\u200b', ' b ');
    for (let i = 0; i < WARNINGS_MAX + 5; i++) builder.warn('w');
    const { links, warnings } = builder.finish(null);
    expect(links).toHaveLength(LINKS_MAX);
    expect(links[0]).toEqual({ href: 'a', text: 'b' });
    expect(warnings).toHaveLength(WARNINGS_MAX + 1);
  });

  it('has nothing to give when nothing was added', () => {
    expect(() => new TextBuilder().finish('Title')).toThrow(expect.objectContaining({ code: 'DOCUMENT_EMPTY' }));
  });
});
