import type { DocumentParser, ParsedDocument } from '../../ports/document-parser.ts';
import { decodeText } from './decode.ts';
import { SKIPPED } from './html-elements.ts';
import { HtmlText } from './html-text.ts';
import { asElement, attributeOf, type HtmlElement, parseHtml, textOf, titleOf } from './html-tree.ts';
import { MEDIA_TYPES } from './media-type.ts';
import { TextBuilder } from './text-builder.ts';

/** HTML: the text that a reader of the page sees, without scripts, navigation and hidden parts. */
export function createHtmlParser(): DocumentParser {
  return {
    contentTypes: MEDIA_TYPES.html,
    async parse({ content }) {
      return readHtml(decodeText(content), null);
    },
  };
}

/** Reads a page; `title` null takes its title element, else its first level-one heading. */
export function readHtml(html: string, title: string | null): ParsedDocument {
  const document = parseHtml(html);
  const builder = new TextBuilder();
  const text = new HtmlText(builder);
  for (const node of document.childNodes) {
    const root = asElement(node);
    if (root !== null) walk(root, text);
  }
  return builder.finish(title ?? titleOf(document));
}

/** Styles that take an element out of sight: what nobody sees is not what a page says. Style sheets are not read. */
const HIDING =
  /;(?:display:none|visibility:(?:hidden|collapse)|font-size:0(?:px|pt|em|rem|%)?|opacity:0(?:\.0+)?%?)(?:!important)?;/;
/** Characters of a style that are read; longer ones draw pictures. */
const STYLE_LENGTH_MAX = 2_000;

type Open = { readonly element: HtmlElement; readonly close: () => void; next: number };

/** Depth first with a stack of its own: pages may be nested deeper than calls can be. */
function walk(root: HtmlElement, text: HtmlText): void {
  const open: Open[] = [{ element: root, close: text.enter(root), next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.element.childNodes[top.next++];
    if (child === undefined) {
      top.close();
      open.pop();
      continue;
    }
    const value = textOf(child);
    if (value !== null) text.text(value);
    const element = asElement(child);
    if (element !== null && !isSkipped(element)) open.push({ element, close: text.enter(element), next: 0 });
  }
}

function isSkipped(element: HtmlElement): boolean {
  if (SKIPPED.has(element.tagName)) return true;
  const hidden = attributeOf(element, 'hidden');
  return (hidden !== null && hidden !== 'until-found') || HIDING.test(plainStyle(element));
}

/** The style of the element itself, in lower case without white space and comments, between semicolons. */
function plainStyle(element: HtmlElement): string {
  const style = attributeOf(element, 'style');
  if (style === null) return '';
  const plain = style
    .slice(0, STYLE_LENGTH_MAX)
    .replace(/\/\*[^*]*\*\//g, '')
    .replace(/\s+/g, '');
  return `;${plain.toLowerCase()};`;
}
