import type { Block } from '../../ports/document-parser.ts';
import { measureWords } from './words.ts';

/** Consecutive blocks under one heading, the heading's own block included. */
export type Section = {
  /** Headings down to and with the section's own. */
  readonly path: readonly string[];
  readonly firstBlock: number;
  /** Exclusive. */
  readonly endBlock: number;
  readonly start: number;
  readonly end: number;
  /** Words of its blocks; the markup between them does not count. */
  readonly words: number;
  /** Nothing but a heading. */
  readonly isBare: boolean;
};

/** Sections in the order of the text, each at the depth `path.length`; sections under it follow it directly. */
export function findSections(text: string, blocks: readonly Block[]): Section[] {
  const sections: Section[] = [];
  let first = 0;
  for (let i = 1; i <= blocks.length; i++) {
    const block = blocks[i];
    if (block !== undefined && !opensSection(blocks, i)) continue;
    const section = sectionOf(text, blocks, first, i);
    if (section !== null) sections.push(section);
    first = i;
  }
  return sections;
}

/** How many leading headings two paths share. */
export function sharedDepth(a: readonly string[], b: readonly string[]): number {
  if (a === b) return a.length;
  const limit = Math.min(a.length, b.length);
  let depth = 0;
  while (depth < limit && a[depth] === b[depth]) depth++;
  return depth;
}

/** For each section, the index behind the last section under it. */
export function findSubtreeEnds(sections: readonly Section[]): number[] {
  const ends = new Array<number>(sections.length).fill(sections.length);
  const open: number[] = [];
  sections.forEach((section, index) => {
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      if ((sections[top]?.path.length ?? 0) < section.path.length) break;
      ends[top] = index;
      open.pop();
    }
    open.push(index);
  });
  return ends;
}

function opensSection(blocks: readonly Block[], index: number): boolean {
  const block = blocks[index];
  const before = blocks[index - 1];
  if (block === undefined || before === undefined || block.kind === 'heading') return true;
  if (before.kind === 'heading') {
    return sharedDepth(before.headings, block.headings) < before.headings.length;
  }
  return (
    block.headings.length !== before.headings.length ||
    sharedDepth(block.headings, before.headings) < block.headings.length
  );
}

function sectionOf(text: string, blocks: readonly Block[], first: number, end: number): Section | null {
  const opening = blocks[first];
  const last = blocks[end - 1];
  if (opening === undefined || last === undefined) return null;
  let words = 0;
  for (let i = first; i < end; i++) {
    const block = blocks[i];
    if (block !== undefined) words += measureWords(text, block);
  }
  const isBare = opening.kind === 'heading' && end - first === 1;
  const path = opening.kind === 'heading' ? pathUnder(text, opening, blocks[first + 1]) : opening.headings;
  return { path, firstBlock: first, endBlock: end, start: opening.start, end: last.end, words, isBare };
}

/** The path below a heading: as the next block gives it (already plain text), else made from the heading's own text. */
function pathUnder(text: string, heading: Block, next: Block | undefined): readonly string[] {
  const depth = heading.headings.length;
  if (next !== undefined && next.headings.length > depth && sharedDepth(heading.headings, next.headings) === depth) {
    return next.headings.length === depth + 1 ? next.headings : next.headings.slice(0, depth + 1);
  }
  return [...heading.headings, text.slice(heading.start, heading.end).replace(/\s+/g, ' ').trim()];
}
