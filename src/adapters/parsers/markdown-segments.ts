import type { Block } from '../../ports/document-parser.ts';

type Span = Pick<Block, 'start' | 'end'>;

/** Text handed to the Markdown library at once. Its cost grows faster than the length, so long sources go in parts of about this. */
const SEGMENT_LENGTH = 64 * 1024;
/** A part that no heading cuts is not read as Markdown beyond this length. */
const SEGMENT_LENGTH_MAX = 1024 * 1024;
/** Underlined headings (`===` below a line) the library reads in time quadratic in their number: 10,000 take 24 seconds. */
const UNDERLINES_MAX = 500;

/** Fifty quote or list marks at the start of one line: the library's time is quadratic in the nesting, and nobody writes that. */
const DEEP_NESTING = /^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){50}/m;
const UNDERLINE = /^ {0,3}(?:=+|-+)[ \t]*$/gm;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^#{1,6}[ \t]/;

/** Parts of a source that can be read apart from each other: each begins with a heading outside code, lists and quotes. */
export function findSegments(source: string, from: number): Span[] {
  if (source.length - from <= SEGMENT_LENGTH) return [{ start: from, end: source.length }];
  const segments: Span[] = [];
  let start = from;
  let fence: string | null = null;
  for (let line = from; line < source.length; ) {
    const newline = source.indexOf('\n', line);
    const end = newline < 0 ? source.length : newline;
    const head = source.slice(line, Math.min(end, line + 80));
    if (fence === null && line - start >= SEGMENT_LENGTH && HEADING.test(head)) {
      segments.push({ start, end: line });
      start = line;
    }
    fence = fenceAfter(head, fence);
    line = end + 1;
  }
  segments.push({ start, end: source.length });
  return segments;
}

/** False for parts whose shape would hold the Markdown library up: they are read as plain text instead. */
export function isReadable(segment: string): boolean {
  if (segment.length > SEGMENT_LENGTH_MAX || DEEP_NESTING.test(segment)) return false;
  let underlines = 0;
  for (const _ of segment.matchAll(UNDERLINE)) if (++underlines > UNDERLINES_MAX) return false;
  return true;
}

function fenceAfter(line: string, open: string | null): string | null {
  const marks = FENCE.exec(line)?.[1];
  if (marks === undefined) return open;
  if (open === null) return marks;
  const closes = marks.charAt(0) === open.charAt(0) && marks.length >= open.length && line.trim() === marks;
  return closes ? null : open;
}
