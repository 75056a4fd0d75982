import { describe, expect, it } from 'vitest';
import { CHUNK_LENGTH_MAX, chunkSizes, TARGET_WORDS, TINY_WORDS, WHOLE_WORDS } from './chunk-sizes.ts';
import { commonPath, groupSections } from './group-sections.ts';
import type { Section } from './sections.ts';

/** Sections by path and words; a negative number is a bare heading of as many words, and each word takes six characters. */
function sectionsOf(...given: readonly (readonly [path: string, words: number])[]): Section[] {
  let end = 0;
  return given.map(([path, signed], i) => {
    const words = Math.abs(signed);
    const start = end;
    end += words * 6;
    const headings = path === '' ? [] : path.split('/');
    return { path: headings, firstBlock: i, endBlock: i + 1, start, end, words, isBare: signed < 0 };
  });
}

function grouped(...given: readonly (readonly [path: string, words: number])[]): string[] {
  return groupSections(sectionsOf(...given), chunkSizes({})).map(
    (group) => `${group.firstSection}-${group.endSection} ${group.path.join('/')}`,
  );
}

describe('groupSections', () => {
  it('keeps a heading and all under it together up to the target', () => {
    expect(grouped(['A', 50], ['A/x', 60], ['A/y', 60], ['B', 300])).toEqual(['0-3 A', '3-4 B']);
    expect(grouped(['A', 50], ['A/x', 60], ['A/y', 100], ['B', 300])).toEqual(['0-1 A', '1-2 A/x', '2-3 A/y', '3-4 B']);
  });

  it('gives a bare heading to what follows, which keeps its own path', () => {
    expect(grouped(['A', -2], ['A/x', WHOLE_WORDS], ['B', 300])).toEqual(['0-2 A/x', '2-3 B']);
  });

  it('gives a bare heading to what follows even when that must be cut', () => {
    expect(grouped(['A', -2], ['A/x', 2_000], ['B', 300])).toEqual(['0-2 A/x', '2-3 B']);
  });

  it('joins a tiny section with the neighbour it shares more headings with', () => {
    const tiny = TINY_WORDS - 1;
    expect(grouped(['A/x', 250], ['B', 150], ['B/x', tiny], ['B/y', 150])).toEqual(['0-1 A/x', '1-3 B', '3-4 B/y']);
    expect(grouped(['A/x', 250], ['B/x', tiny], ['B/y', 150], ['C', 250])).toEqual(['0-1 A/x', '1-3 B', '3-4 C']);
  });

  it('joins across top-level sections only up to the target', () => {
    const tiny = 30;
    expect(grouped(['A', TARGET_WORDS], ['B', tiny], ['C', TARGET_WORDS])).toEqual(['0-1 A', '1-2 B', '2-3 C']);
    expect(grouped(['A', TARGET_WORDS - tiny], ['B', tiny], ['C', 300])).toEqual(['0-2 ', '2-3 C']);
  });

  it('counts sections right below a title that all share as top-level', () => {
    expect(grouped(['T', 300], ['T/A', TARGET_WORDS], ['T/B', 30], ['T/C', TARGET_WORDS])).toHaveLength(4);
  });

  it('joins text before the first heading with what follows', () => {
    expect(grouped(['', 10], ['A', 200], ['B', 300])).toEqual(['0-2 ', '2-3 B']);
  });

  it('joins nothing beyond the length of a chunk', () => {
    const far = sectionsOf(['A', 100], ['A/x', 20]).map((section, i) =>
      i === 0 ? section : { ...section, start: section.start + CHUNK_LENGTH_MAX, end: section.end + CHUNK_LENGTH_MAX },
    );
    expect(groupSections(far, chunkSizes({}))).toHaveLength(2);
  });
});

describe('commonPath', () => {
  it('is what all sections with text share', () => {
    expect(commonPath([section('A/b'), section('A/c')])).toEqual(['A']);
    expect(commonPath([section('A', true), section('A/c')])).toEqual(['A', 'c']);
    expect(commonPath([section('A', true), section('A/c', true)])).toEqual(['A']);
    expect(commonPath([])).toEqual([]);
  });

  function section(path: string, isBare = false) {
    return { path: path.split('/'), isBare };
  }
});
