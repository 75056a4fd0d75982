import type { Block, DocumentParser } from '../../ports/document-parser.ts';
import { decodeCleanText } from './decode.ts';
import { BLOCKS_MAX, checkedDocument, tooLarge } from './limits.ts';
import { MEDIA_TYPES } from './media-type.ts';

/** Plain text: its paragraphs are what empty lines separate, and the text is the source itself. */
export function createPlainTextParser(): DocumentParser {
  return {
    contentTypes: MEDIA_TYPES.text,
    async parse({ content }) {
      const text = decodeCleanText(content);
      return checkedDocument({ title: null, text, blocks: findParagraphs(text), links: [], warnings: [] });
    },
  };
}

/** Paragraphs of a text or of a part of it, as offsets into the whole; white space at their ends is left out. */
export function findParagraphs(
  text: string,
  within = { start: 0, end: text.length },
  headings: readonly string[] = [],
): Block[] {
  const blocks: Block[] = [];
  let start = -1;
  let end = -1;
  for (let line = within.start; line < within.end; ) {
    const newline = text.indexOf('\n', line);
    const lineEnd = newline < 0 || newline > within.end ? within.end : newline;
    const content = text.slice(line, lineEnd);
    const visible = content.trim().length;
    if (visible > 0) {
      const from = line + content.length - content.trimStart().length;
      if (start < 0) start = from;
      end = from + visible;
    } else if (start >= 0) {
      blocks.push({ kind: 'paragraph', start, end, headings });
      start = -1;
    }
    if (blocks.length > BLOCKS_MAX) throw tooLarge('paragraphs', BLOCKS_MAX);
    line = lineEnd + 1;
  }
  if (start >= 0) blocks.push({ kind: 'paragraph', start, end, headings });
  return blocks;
}
