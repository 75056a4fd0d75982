import type { Block, ParsedDocument } from '../../ports/document-parser.ts';
import { LINKS_MAX } from './limits.ts';

/** Text of a link, at most so long: bounds how far an opening bracket is followed. */
const LINK_TEXT_LENGTH_MAX = 300;

const TEXT = `[^[\\]]{1,${LINK_TEXT_LENGTH_MAX}}`;
/** What may stand between a target and its closing bracket. */
const LINK_TITLE = String.raw`(?:[ \t\n]{1,20}(?:"[^"]{0,${LINK_TEXT_LENGTH_MAX}}"|'[^']{0,${LINK_TEXT_LENGTH_MAX}}'))?`;
/** In this order: `[[page|text]]`, `[text](target)`, `[text][label]` or `[label]`, `<https://…>`, bare addresses. */
const LINK = new RegExp(
  [
    String.raw`\[\[(?<page>[^[\]|]{1,${LINK_TEXT_LENGTH_MAX}})(?:\|(?<alias>${TEXT}))?\]\]`,
    String.raw`(?<image>!)?\[(?<text>${TEXT})\](?:\(<?(?<target>[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)(?:>?${LINK_TITLE}[ \t\n]{0,20}\))?|\[(?<label>[^[\]]{0,${LINK_TEXT_LENGTH_MAX}})\])?`,
    String.raw`(?<address>https?:\/\/[^\s<>()[\]"'\`]+)`,
  ].join('|'),
  'g',
);

/** Links in the blocks of a Markdown source, code left out: inline, by reference, wiki style and bare addresses. At most `LINKS_MAX` and one. */
export function findMarkdownLinks(
  source: string,
  blocks: readonly Block[],
  definitions: ReadonlyMap<string, string>,
): ParsedDocument['links'] {
  const links: { href: string; text: string }[] = [];
  for (const block of blocks) {
    if (block.kind === 'code') continue;
    for (const match of source.slice(block.start, block.end).matchAll(LINK)) {
      const link = linkOf(match.groups ?? {}, definitions);
      if (link !== null) links.push(link);
      if (links.length > LINKS_MAX) return links;
    }
  }
  return links;
}

/** Text of a heading without inline marks: links to their text, no emphasis, code ticks, tags or escapes. */
export function plainMarkdown(text: string): string {
  return text
    .replace(LINK, (whole, ...rest) => textOf(rest.at(-1), whole))
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/(?<!\\)[*`~]+/g, '')
    .replace(/(?<![\p{L}\p{N}\\])_+(?=\S)|(?<=[^\s\\])_+(?![\p{L}\p{N}])/gu, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Labels of reference links are compared without case and with single blanks. */
export function normalLabel(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase();
}

type Groups = Readonly<Record<string, string | undefined>>;

function linkOf(groups: Groups, definitions: ReadonlyMap<string, string>): { href: string; text: string } | null {
  const { page, alias, image, text, target, label, address } = groups;
  if (page !== undefined) return { href: page.trim(), text: plainMarkdown(alias ?? page) };
  if (address !== undefined) return { href: address.replace(/[.,;:!?]{1,10}$/, ''), text: address };
  if (text === undefined || image !== undefined) return null;
  const href = target ?? definitions.get(normalLabel(label || text));
  return href === undefined ? null : { href, text: plainMarkdown(text) };
}

function textOf(groups: Groups, whole: string): string {
  const { page, alias, text, target, label } = groups;
  if (page !== undefined) return alias ?? page;
  return text !== undefined && (target !== undefined || label !== undefined) ? text : whole;
}
