import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Block } from '../../ports/document-parser.ts';
import { defined } from '../../shared/assert.ts';
import { hasVisibleText } from '../../shared/text.ts';
import { HeadingPath } from './heading-path.ts';
import { BLOCKS_MAX, LINKS_MAX, tooLarge } from './limits.ts';
import { normalLabel, plainMarkdown } from './markdown-inline.ts';
import { findSegments, isReadable } from './markdown-segments.ts';
import { findParagraphs } from './plain-text.ts';

/** Blocks of a Markdown source with offsets into it, and its first level-one heading as plain text. */
export type MarkdownBlocks = {
  readonly blocks: readonly Block[];
  readonly title: string | null;
  /** Targets of reference links by their label in normal form. */
  readonly definitions: ReadonlyMap<string, string>;
  /** Parts of the source that were read as plain text. */
  readonly plainParts: number;
};

/**
 * Only blocks are wanted, so everything inside lines is switched off: seven times as fast, and the constructs whose time is
 * quadratic in hostile text (emphasis, brackets) are gone.
 */
const BLOCKS_ONLY = {
  disable: {
    null: [
      'attention',
      'autolink',
      'htmlText',
      'codeText',
      'labelStartImage',
      'labelStartLink',
      'labelEnd',
      'characterEscape',
      'characterReference',
      'hardBreakEscape',
    ],
  },
};

type Span = Pick<Block, 'start' | 'end'>;

/** Elements nested deeper are taken as one block with the one above them; parts nested much deeper are never parsed. */
const NESTING_MAX = 100;
/** Longer lines are not looked at as a table's line of dashes: its pattern is checked in time quadratic in blanks. */
const TABLE_DELIMITER_LENGTH_MAX = 2_000;
const TABLE_DELIMITER = /^[ \t>]*(?:\|[ \t]*)?:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*(?:\|[ \t]*)?$/;

type Root = ReturnType<typeof fromMarkdown>;
type Node = Root['children'][number];
type Walk = {
  readonly source: string;
  /** Where the part being read begins in the source. */
  readonly offset: number;
  readonly path: HeadingPath;
  readonly blocks: Block[];
  readonly definitions: Map<string, string>;
  title: string | null;
};

/** Reads a source from `from` on (behind its front matter), part by part. */
export function findMarkdownBlocks(source: string, from: number): MarkdownBlocks {
  const path = new HeadingPath();
  const blocks: Block[] = [];
  const definitions = new Map<string, string>();
  let title: string | null = null;
  let plainParts = 0;
  for (const segment of findSegments(source, from)) {
    const part = source.slice(segment.start, segment.end);
    if (isReadable(part)) {
      const walk: Walk = { source, offset: segment.start, path, blocks, definitions, title };
      for (const node of fromMarkdown(part, { extensions: [BLOCKS_ONLY] }).children) visit(walk, node, 0, 'paragraph');
      title = walk.title;
    } else {
      for (const block of findParagraphs(source, segment, path.current)) blocks.push(block);
      plainParts++;
    }
    if (blocks.length > BLOCKS_MAX) throw tooLarge('paragraphs, list items and rows', BLOCKS_MAX);
  }
  return { blocks, title, definitions, plainParts };
}

function visit(walk: Walk, node: Node, depth: number, kind: 'paragraph' | 'list_item'): void {
  switch (node.type) {
    case 'heading':
      if (depth === 0) addHeading(walk, node);
      else addBlock(walk, node, kind);
      return;
    case 'paragraph':
      addParagraph(walk, node, kind);
      return;
    case 'code':
      addBlock(walk, node, 'code');
      return;
    case 'html':
      if (hasVisibleText(withoutTags(node.value))) addBlock(walk, node, kind);
      return;
    case 'definition':
      addDefinition(walk, node.identifier, node.url);
      return;
    case 'blockquote':
    case 'list':
    case 'listItem':
      if (depth >= NESTING_MAX) addBlock(walk, node, kind);
      else
        for (const child of node.children)
          visit(walk, child, depth + 1, node.type === 'blockquote' ? kind : 'list_item');
      return;
    default:
      return;
  }
}

function addDefinition(walk: Walk, label: string, url: string): void {
  const key = normalLabel(label);
  if (walk.definitions.size < LINKS_MAX && !walk.definitions.has(key)) walk.definitions.set(key, url);
}

/** The block is the heading's words, without its marks. */
function addHeading(walk: Walk, node: Extract<Node, { type: 'heading' }>): void {
  const first = node.children[0];
  const last = node.children.at(-1);
  if (first === undefined || last === undefined) return;
  const { start } = spanOf(walk, first);
  const { end } = spanOf(walk, last);
  const text = plainMarkdown(walk.source.slice(start, end));
  const headings = walk.path.above(node.depth);
  walk.blocks.push({ kind: 'heading', start, end, headings });
  walk.path.enter(node.depth, text);
  if (node.depth === 1) walk.title ??= text;
}

function addParagraph(walk: Walk, node: Node, kind: Block['kind']): void {
  const span = spanOf(walk, node);
  const rows = tableRows(walk.source, span);
  if (rows.length === 0) walk.blocks.push({ kind, ...span, headings: walk.path.current });
  for (const row of rows) walk.blocks.push({ kind: 'table_row', ...row, headings: walk.path.current });
}

function addBlock(walk: Walk, node: Node, kind: Block['kind']): void {
  walk.blocks.push({ kind, ...spanOf(walk, node), headings: walk.path.current });
}

function spanOf(walk: Walk, node: Pick<Node, 'position'>): Span {
  const start = defined(node.position?.start.offset, 'Markdown nodes carry offsets');
  const end = defined(node.position?.end.offset, 'Markdown nodes carry offsets');
  return { start: walk.offset + start, end: walk.offset + end };
}

/** Rows of a table (a line of dashes below its first line), or nothing when the paragraph is none. */
function tableRows(source: string, paragraph: Span): Span[] {
  const firstEnd = source.indexOf('\n', paragraph.start);
  if (firstEnd < 0 || firstEnd >= paragraph.end) return [];
  const secondEnd = lineEnd(source, firstEnd + 1, paragraph.end);
  const isTable =
    secondEnd - firstEnd <= TABLE_DELIMITER_LENGTH_MAX &&
    source.slice(paragraph.start, firstEnd).includes('|') &&
    TABLE_DELIMITER.test(source.slice(firstEnd + 1, secondEnd));
  if (!isTable) return [];
  const rows: Span[] = [{ start: paragraph.start, end: firstEnd }];
  for (let start = secondEnd + 1; start < paragraph.end; ) {
    const end = lineEnd(source, start, paragraph.end);
    if (end > start) rows.push({ start, end });
    start = end + 1;
  }
  return rows;
}

function lineEnd(source: string, from: number, limit: number): number {
  const newline = source.indexOf('\n', from);
  return newline < 0 || newline > limit ? limit : newline;
}

/** Without tags and comments; only asked whether anything is left. */
function withoutTags(html: string): string {
  return html.replace(/<!--[\s\S]*?(?:-->|$)/g, '').replace(/<[^<>]*>/g, '');
}
