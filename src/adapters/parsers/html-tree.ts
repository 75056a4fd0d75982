import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { tooLarge } from './limits.ts';

/**
 * Elements of a page. Unclosed formatting elements are opened again in every following paragraph, so without a limit
 * a page of some kilobytes can grow to billions of them.
 */
export const HTML_ELEMENTS_MAX = 1_000_000;

/**
 * Steps over open elements. Many rules of the standard look through all of them for each new one: 100,000 nested elements cause half of
 * this and take a second, a page of 20 MB could cause a hundred times as many.
 */
export const HTML_STEPS_MAX = 10_000_000_000;

export type HtmlElement = DefaultTreeAdapterTypes.Element;
export type HtmlDocument = DefaultTreeAdapterTypes.Document;
export type HtmlNode = DefaultTreeAdapterTypes.ChildNode;

/** The tree a browser would build; throws `DOCUMENT_TOO_LARGE` beyond `HTML_ELEMENTS_MAX` or `HTML_STEPS_MAX`. */
export function parseHtml(html: string): HtmlDocument {
  let elements = 0;
  let depth = 0;
  let steps = 0;
  return parse(html, {
    treeAdapter: {
      ...defaultTreeAdapter,
      createElement(tagName, namespace, attributes) {
        if (++elements > HTML_ELEMENTS_MAX) throw tooLarge('HTML elements', HTML_ELEMENTS_MAX);
        steps += depth;
        if (steps > HTML_STEPS_MAX) throw tooLarge('HTML elements nested in each other', HTML_ELEMENTS_MAX);
        return defaultTreeAdapter.createElement(tagName, namespace, attributes);
      },
      onItemPush() {
        depth++;
      },
      onItemPop() {
        depth--;
      },
    },
  });
}

/** The child as an element, or null for text and comments. */
export function asElement(node: HtmlNode): HtmlElement | null {
  return defaultTreeAdapter.isElementNode(node) ? node : null;
}

/** The text of a text node, or null for elements and comments. */
export function textOf(node: HtmlNode): string | null {
  return defaultTreeAdapter.isTextNode(node) ? node.value : null;
}

export function attributeOf(element: HtmlElement, name: string): string | null {
  return element.attrs.find((attribute) => attribute.name === name)?.value ?? null;
}

/** Text of the title element in the head, with single blanks; null when there is none. */
export function titleOf(document: HtmlDocument): string | null {
  const html = childNamed(document.childNodes, 'html');
  const head = html && childNamed(html.childNodes, 'head');
  const title = head && childNamed(head.childNodes, 'title');
  const text = title?.childNodes.map((node) => textOf(node) ?? '').join('') ?? '';
  return text.replace(/\s+/g, ' ').trim() || null;
}

function childNamed(nodes: readonly HtmlNode[], tagName: string): HtmlElement | null {
  for (const node of nodes) {
    const element = asElement(node);
    if (element?.tagName === tagName) return element;
  }
  return null;
}
