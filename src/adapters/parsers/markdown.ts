import type { Block, DocumentParser } from '../../ports/document-parser.ts';
import { decodeCleanText } from './decode.ts';
import { checkedDocument } from './limits.ts';
import { findMarkdownBlocks } from './markdown-blocks.ts';
import { findMarkdownLinks } from './markdown-inline.ts';
import { MEDIA_TYPES } from './media-type.ts';

/** Front matter longer than this is not looked for. */
const FRONT_MATTER_LENGTH_MAX = 64 * 1024;
const FRONT_MATTER = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/;
const FRONT_MATTER_TITLE = /^title:[ \t]*(\S.*)$/m;

/** Markdown: the text is the source itself; front matter is kept as a block, and gives the title when it has one. */
export function createMarkdownParser(): DocumentParser {
  return {
    contentTypes: MEDIA_TYPES.markdown,
    async parse({ content }) {
      const text = decodeCleanText(content);
      const front = frontMatterOf(text);
      const found = findMarkdownBlocks(text, front?.end ?? 0);
      const blocks = front === null ? found.blocks : [front.block, ...found.blocks];
      return checkedDocument({
        title: front?.title ?? found.title,
        text,
        blocks,
        links: findMarkdownLinks(text, found.blocks, found.definitions),
        warnings: found.plainParts === 0 ? [] : [plainWarning(found.plainParts)],
      });
    },
  };
}

type FrontMatter = { readonly block: Block; readonly title: string | null; readonly end: number };

function frontMatterOf(text: string): FrontMatter | null {
  const match = FRONT_MATTER.exec(text.slice(0, FRONT_MATTER_LENGTH_MAX));
  const content = match?.[1];
  if (match === null || content === undefined || content.trim() === '') return null;
  const start = text.indexOf('\n') + 1;
  const title =
    FRONT_MATTER_TITLE.exec(content)?.[1]
      ?.trim()
      .replace(/^(["'])(.*)\1$/, '$2') ?? null;
  const block: Block = { kind: 'code', start, end: start + content.length, headings: [] };
  return { block, title: title === '' ? null : title, end: match[0].length };
}

function plainWarning(parts: number): string {
  const which = parts === 1 ? 'One part' : `${parts} parts`;
  return `${which} of the Markdown was too long or nested too deeply to be read as such; the text was kept without its structure.`;
}
