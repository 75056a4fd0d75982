import { describe, expect, it } from 'vitest';
import type { Block } from '../../ports/document-parser.ts';
import { findSections, findSubtreeEnds, sharedDepth } from './sections.ts';

const TEXT = 'Intro words. Title Body one two. Sub Deep text here. Other';

function block(kind: Block['kind'], content: string, headings: readonly string[]): Block {
  const start = TEXT.indexOf(content);
  return { kind, start, end: start + content.length, headings };
}

const BLOCKS = [
  block('paragraph', 'Intro words.', []),
  block('heading', 'Title', []),
  block('paragraph', 'Body one', ['Plain title']),
  block('paragraph', 'two.', ['Plain title']),
  block('heading', 'Sub', ['Plain title']),
  block('code', 'Deep text here.', ['Plain title', 'Sub']),
  block('heading', 'Other', []),
];

describe('findSections', () => {
  const sections = findSections(TEXT, BLOCKS);

  it('begins a section with every heading, and names it as the blocks under it do', () => {
    expect(sections.map((section) => section.path)).toEqual([[], ['Plain title'], ['Plain title', 'Sub'], ['Other']]);
  });

  it('measures the blocks of a section, its heading among them', () => {
    expect(sections.map((section) => section.words)).toEqual([2, 4, 4, 1]);
    expect(sections.map((section) => section.isBare)).toEqual([false, false, false, true]);
    expect(sections.map((section) => [section.firstBlock, section.endBlock])).toEqual([
      [0, 1],
      [1, 4],
      [4, 6],
      [6, 7],
    ]);
    expect(TEXT.slice(sections[1]?.start, sections[1]?.end)).toBe('Title Body one two.');
  });

  it('begins a section where the headings change without a heading of their own', () => {
    const loose = [block('paragraph', 'Intro words.', ['A']), block('paragraph', 'Body one', ['B'])];
    expect(findSections(TEXT, loose).map((section) => section.path)).toEqual([['A'], ['B']]);
  });

  it('does not put text under a heading that it is not under', () => {
    const loose = [block('heading', 'Sub', ['A']), block('paragraph', 'Deep text here.', [])];
    expect(findSections(TEXT, loose).map((section) => section.path)).toEqual([['A', 'Sub'], []]);
  });

  it('finds none in nothing', () => {
    expect(findSections('', [])).toEqual([]);
  });
});

describe('findSubtreeEnds', () => {
  it('ends a section with the last one under it', () => {
    const paths = [['A'], ['A', 'a'], ['A', 'a', '1'], ['A', 'b'], ['B'], ['B', 'a']];
    const sections = paths.map((path, i) => ({
      path,
      firstBlock: i,
      endBlock: i + 1,
      start: i,
      end: i,
      words: 1,
      isBare: false,
    }));
    expect(findSubtreeEnds(sections)).toEqual([4, 3, 3, 4, 6, 6]);
    expect(findSubtreeEnds([])).toEqual([]);
  });
});

describe('sharedDepth', () => {
  it('counts the headings two paths begin with', () => {
    expect(sharedDepth(['A', 'b'], ['A', 'c'])).toBe(1);
    expect(sharedDepth(['A'], ['A', 'b'])).toBe(1);
    expect(sharedDepth([], ['A'])).toBe(0);
    expect(sharedDepth(['b', 'A'], ['A'])).toBe(0);
  });
});
