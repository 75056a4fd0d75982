import type { Block } from '../../ports/document-parser.ts';
import { BLOCK_LEVEL, headingLevel, LIST_ITEMS, VERBATIM } from './html-elements.ts';
import { linkTarget } from './html-link.ts';
import { asElement, attributeOf, type HtmlElement } from './html-tree.ts';
import type { TextBuilder } from './text-builder.ts';

/** A heading with more text than this has swallowed what follows it (its end tag is missing), so it is a paragraph. */
const HEADING_TEXT_LENGTH_MAX = 1_000;

/** What text becomes in an element: `joined` keeps block elements within it on one line, `verbatim` keeps white space. */
type Mode = {
  readonly kind: Block['kind'];
  readonly level: number;
  readonly joined: boolean;
  readonly verbatim: boolean;
};

const PARAGRAPH: Mode = { kind: 'paragraph', level: 0, joined: false, verbatim: false };
const LIST_ITEM: Mode = { ...PARAGRAPH, kind: 'list_item' };
const ROW: Mode = { ...PARAGRAPH, kind: 'table_row', joined: true };
/** The only cell of its row is mostly there for the looks: blocks in it stay blocks. */
const LONE_CELL: Mode = { ...PARAGRAPH, kind: 'table_row' };
const CODE: Mode = { kind: 'code', level: 0, joined: true, verbatim: true };

/** Turns elements and text, told in document order, into blocks and links of a builder. */
export class HtmlText {
  readonly #builder: TextBuilder;
  #mode = PARAGRAPH;
  /** Text since the last block; all but verbatim text with single blanks, where a line end stands for a `<br>`. */
  #pending: string[] = [];
  #cells: string[] = [];
  #link: { readonly href: string; readonly parts: string[] } | null = null;

  constructor(builder: TextBuilder) {
    this.#builder = builder;
  }

  /** Opens an element; the function it gives back closes it. */
  enter(element: HtmlElement): () => void {
    const { tagName } = element;
    const outer = this.#mode;
    if (tagName === 'br') this.#add(outer.joined && !outer.verbatim ? ' ' : '\n');
    if (tagName === 'a') return this.#openLink(element);
    const inner = modeOf(element, outer);
    if (inner === outer && !BLOCK_LEVEL.has(tagName)) return () => undefined;
    this.#boundary(inner !== outer && (inner.level > 0 || inner.kind === 'table_row'));
    this.#mode = inner;
    return () => {
      if (outer.kind === 'table_row' && outer.joined && (tagName === 'td' || tagName === 'th')) this.#endCell();
      else this.#boundary(inner !== outer);
      this.#mode = outer;
    };
  }

  text(value: string): void {
    const text = this.#mode.verbatim ? value : value.replace(/\s+/g, ' ');
    this.#add(text);
    this.#link?.parts.push(text);
  }

  #add(text: string): void {
    this.#pending.push(text);
  }

  #openLink(element: HtmlElement): () => void {
    this.#closeLink();
    const href = linkTarget(attributeOf(element, 'href') ?? '');
    if (href === null) return () => undefined;
    this.#link = { href, parts: [] };
    return () => this.#closeLink();
  }

  #closeLink(): void {
    const text = this.#link?.parts.join('').replace(/\s+/g, ' ').trim() ?? '';
    if (this.#link !== null && text !== '') this.#builder.link(this.#link.href, text);
    this.#link = null;
  }

  /** Where a block element begins or ends: the end of the block, or white space when all is to stay one block. */
  #boundary(always: boolean): void {
    if (always || !this.#mode.joined) this.#flush();
    else this.#add(this.#mode.verbatim ? '\n' : ' ');
  }

  #endCell(): void {
    this.#cells.push(oneLine(this.#take()));
  }

  #flush(): void {
    const text = this.#take();
    const { kind, level, verbatim } = this.#mode;
    const lines = tidyLines(text);
    if (verbatim) this.#builder.block('code', text.replace(/^\n+/, ''));
    else if (level > 0 && lines.length <= HEADING_TEXT_LENGTH_MAX) this.#builder.heading(level, oneLine(lines));
    else if (this.#mode === ROW) this.#flushRow(oneLine(lines));
    // Two line breaks in a row are how pages without paragraph elements write a paragraph.
    else for (const part of lines.split(/\n{2,}/)) this.#builder.block(kind === 'heading' ? 'paragraph' : kind, part);
  }

  #flushRow(rest: string): void {
    const cells = rest === '' ? this.#cells : [...this.#cells, rest];
    this.#cells = [];
    if (cells.some((cell) => cell !== '')) this.#builder.block('table_row', cells.join(' | '));
  }

  #take(): string {
    const text = this.#pending.join('');
    this.#pending = [];
    return text;
  }
}

function modeOf(element: HtmlElement, outer: Mode): Mode {
  const { tagName } = element;
  const level = headingLevel(tagName);
  if (level > 0) return { kind: 'heading', level, joined: true, verbatim: false };
  if (tagName === 'tr') return hasManyCells(element) ? ROW : LONE_CELL;
  if (outer.joined) return outer;
  if (VERBATIM.has(tagName)) return CODE;
  return LIST_ITEMS.has(tagName) ? LIST_ITEM : outer;
}

function hasManyCells(row: HtmlElement): boolean {
  const cells = row.childNodes.filter((node) => ['td', 'th'].includes(asElement(node)?.tagName ?? ''));
  return cells.length > 1;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function tidyLines(text: string): string {
  return text
    .replace(/ {2,}/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}
