import type { Block } from '../../ports/document-parser.ts';
import { codePointBoundary, isWhiteSpace } from '../../shared/text.ts';
import { CHUNK_LENGTH_MAX, type ChunkSizes } from './chunk-sizes.ts';
import { type Span, splitSentences } from './sentences.ts';
import { measureWords } from './words.ts';

/** The smallest thing a chunk is made of: a sentence, a line of code or a table, or a part of one that is too long. */
export type Piece = Span & {
  readonly words: number;
  readonly isHeading: boolean;
  /** Last of its block: a better place to end a chunk. */
  readonly endsBlock: boolean;
};

/** A part of a sentence that has to be cut is at most this long, so that two parts still fit one chunk. */
const PART_LENGTH_MAX = CHUNK_LENGTH_MAX / 2;
/** Code units measured at a time where no white space says where a part may end: at most 16 words. */
const UNSPACED_STEP = 32;

/** Pieces of a block, trimmed, in order; none exceeds a chunk's hard maximum. */
export function piecesOf(text: string, block: Block, sizes: ChunkSizes): Piece[] {
  const pieces: Piece[] = [];
  const isHeading = block.kind === 'heading';
  const spans = readsByLine(block) ? splitLines(text, block) : splitSentences(text, block);
  for (const span of spans) {
    const words = measureWords(text, span);
    if (words <= sizes.wholeWords && span.end - span.start <= CHUNK_LENGTH_MAX) {
      pieces.push({ ...span, words, isHeading, endsBlock: false });
    } else {
      for (const part of cutSpan(text, span, sizes)) {
        pieces.push({ ...part, words: measureWords(text, part), isHeading, endsBlock: false });
      }
    }
  }
  const last = pieces.pop();
  if (last !== undefined) pieces.push({ ...last, endsBlock: true });
  return pieces;
}

function readsByLine(block: Block): boolean {
  return block.kind === 'code' || block.kind === 'table_row';
}

function splitLines(text: string, block: Span): Span[] {
  const lines: Span[] = [];
  for (let start = block.start; start < block.end; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 || newline > block.end ? block.end : newline;
    const line = trimSpan(text, { start, end });
    if (line.end > line.start) lines.push(line);
    start = end + 1;
  }
  return lines;
}

/** Parts of about the target, cut at white space where there is some, else between code points. */
function cutSpan(text: string, span: Span, sizes: ChunkSizes): Span[] {
  const parts: Span[] = [];
  let start = span.start;
  while (start < span.end) {
    const part = trimSpan(text, { start, end: partEnd(text, { start, end: span.end }, sizes) });
    if (part.end > part.start) parts.push(part);
    start = Math.max(part.end, start + 1);
    while (start < span.end && isWhiteSpace(text.charCodeAt(start))) start++;
  }
  return parts;
}

function partEnd(text: string, span: Span, sizes: ChunkSizes): number {
  const limit = Math.min(span.end, span.start + PART_LENGTH_MAX);
  let words = 0;
  let runStart = span.start;
  for (let position = span.start; position < limit; position++) {
    if (!isWhiteSpace(text.charCodeAt(position))) continue;
    words += measureWords(text, { start: runStart, end: position });
    if (words > sizes.wholeWords) break;
    if (words >= sizes.targetWords) return position;
    runStart = position;
  }
  const rest = measureWords(text, { start: runStart, end: limit });
  if (limit === span.end && words + rest <= sizes.wholeWords) return limit;
  if (runStart > span.start) return runStart;
  return unspacedEnd(text, { start: span.start, end: limit }, sizes.targetWords);
}

/** Text without white space: as many code points as make the target. */
function unspacedEnd(text: string, span: Span, targetWords: number): number {
  let words = 0;
  let position = span.start;
  while (position < span.end && words < targetWords) {
    const end = Math.min(span.end, position + UNSPACED_STEP);
    words += measureWords(text, { start: position, end });
    position = end;
  }
  return Math.max(span.start + 1, codePointBoundary(text, position));
}

function trimSpan(text: string, span: Span): Span {
  let { start, end } = span;
  while (start < end && isWhiteSpace(text.charCodeAt(start))) start++;
  while (end > start && isWhiteSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}
