import type { Block, ParsedDocument } from '../../ports/document-parser.ts';
import type { Chunk } from '../../ports/document-processor.ts';
import { isWhiteSpace } from '../../shared/text.ts';
import { CHUNK_LENGTH_MAX, type ChunkOptions, type ChunkSizes, chunkSizes } from './chunk-sizes.ts';
import { cutPieces } from './cut-pieces.ts';
import { commonPath, type Group, groupSections } from './group-sections.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { findSections, type Section } from './sections.ts';

/**
 * Passages of a document along its headings, blocks and sentences: ordered, apart, trimmed, and together holding every word
 * of every block; none above `CHUNK_WORDS_MAX` words or `CHUNK_LENGTH_MAX` code units. Time is linear in the text.
 */
export function chunkDocument(parsed: Pick<ParsedDocument, 'text' | 'blocks'>, options: ChunkOptions = {}): Chunk[] {
  const { text } = parsed;
  const sizes = chunkSizes(options);
  const blocks = trimmedBlocks(parsed);
  const sections = findSections(text, blocks);
  const whole = wholeGroup(sections);
  const groups =
    whole !== null && whole.words <= sizes.wholeWords && fitsWhole(whole, sizes)
      ? [whole]
      : groupSections(sections, sizes);
  const chunks: Chunk[] = [];
  for (const group of groups) {
    if (fitsWhole(group, sizes)) chunks.push(chunkOf(text, group, group.path));
    else chunks.push(...cutGroup(text, { blocks, sections, group, sizes }));
  }
  return chunks;
}

function chunkOf(text: string, span: { start: number; end: number }, headings: readonly string[]): Chunk {
  return { text: text.slice(span.start, span.end), start: span.start, end: span.end, headings };
}

/** Blocks without white space at their ends, empty ones left out; text without blocks is one paragraph. */
function trimmedBlocks(parsed: Pick<ParsedDocument, 'text' | 'blocks'>): Block[] {
  const { text } = parsed;
  const given: readonly Block[] =
    parsed.blocks.length > 0 ? parsed.blocks : [{ kind: 'paragraph', start: 0, end: text.length, headings: [] }];
  const blocks: Block[] = [];
  for (const block of given) {
    let { start, end } = block;
    while (start < end && isWhiteSpace(text.charCodeAt(start))) start++;
    while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
    if (end > start) blocks.push({ ...block, start, end });
  }
  return blocks;
}

function wholeGroup(sections: readonly Section[]): Group | null {
  const first = sections[0];
  const last = sections.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    firstSection: 0,
    endSection: sections.length,
    path: commonPath(sections),
    start: first.start,
    end: last.end,
    words: sections.reduce((sum, section) => sum + section.words, 0),
    isBare: false,
  };
}

/** A group that took in a heading or a tiny section may be that much longer than a section that stays whole. */
function fitsWhole(group: Group, sizes: ChunkSizes): boolean {
  const isJoined = group.endSection - group.firstSection > 1;
  return group.words <= (isJoined ? sizes.wordsMax : sizes.wholeWords) && group.end - group.start <= CHUNK_LENGTH_MAX;
}

type Cut = {
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
  readonly group: Group;
  readonly sizes: ChunkSizes;
};

type SectionPiece = Piece & { readonly section: Section };

function cutGroup(text: string, { blocks, sections, group, sizes }: Cut): Chunk[] {
  const pieces: SectionPiece[] = [];
  for (const section of sections.slice(group.firstSection, group.endSection)) {
    for (const block of blocks.slice(section.firstBlock, section.endBlock)) {
      for (const piece of piecesOf(text, block, sizes)) pieces.push({ ...piece, section });
    }
  }
  const chunks: Chunk[] = [];
  let first = 0;
  for (const end of cutPieces(pieces, sizes)) {
    const members = pieces.slice(first, end);
    const start = members[0]?.start ?? 0;
    chunks.push(chunkOf(text, { start, end: members.at(-1)?.end ?? start }, commonPath(members.map(asPath))));
    first = end;
  }
  return chunks;
}

function asPath(piece: SectionPiece): { path: readonly string[]; isBare: boolean } {
  return { path: piece.section.path, isBare: piece.isHeading };
}
