import { expect, it } from 'vitest';
import { findMarkdownBlocks } from './markdown-blocks.ts';

it('begins where it is told, with offsets into the whole source', () => {
  expect(findMarkdownBlocks('skipped\n\n# Tea\n', 9)).toMatchObject({
    title: 'Tea',
    plainParts: 0,
    blocks: [{ kind: 'heading', start: 11, end: 14, headings: [] }],
  });
});

it('takes headings inside quotes and lists for their words alone', () => {
  const { blocks, title } = findMarkdownBlocks('> # quoted\n\n- # item\n', 0);
  expect(title).toBeNull();
  expect(blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'list_item']);
});

it('keeps HTML with words in it, and no comments', () => {
  const { blocks } = findMarkdownBlocks('<div>words</div>\n\n<!-- none -->\n\n<hr>\n', 0);
  expect(blocks).toMatchObject([{ kind: 'paragraph', start: 0, end: 16 }]);
});

it('keeps the first definition of a label', () => {
  const { definitions, blocks } = findMarkdownBlocks('[A b]: one\n[a  B]: two\n', 0);
  expect([...definitions]).toEqual([['a b', 'one']]);
  expect(blocks).toEqual([]);
});
