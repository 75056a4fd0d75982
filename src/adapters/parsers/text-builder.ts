import type { Block, ParsedDocument } from '../../ports/document-parser.ts';
import { cleanText } from '../../shared/text.ts';
import { HeadingPath } from './heading-path.ts';
import { assertTextLength, BLOCKS_MAX, checkedDocument, LINKS_MAX, tooLarge, WARNINGS_MAX } from './limits.ts';

/** Between blocks: an empty line, so that no sentence runs across two of them. */
const SEPARATOR = '\n\n';

/**
 * Gathers the text of formats whose text is not their source (HTML, PDF, tables): blocks in order, each cleaned and trimmed.
 * Throws `DOCUMENT_TOO_LARGE` as soon as a limit is passed, so that small input cannot grow without end.
 */
export class TextBuilder {
  readonly #parts: string[] = [];
  readonly #blocks: Block[] = [];
  readonly #links: { href: string; text: string }[] = [];
  readonly #warnings: string[] = [];
  readonly #path = new HeadingPath();
  #length = 0;
  #firstTitle: string | null = null;

  /** Text of the first level-one heading. */
  get firstTitle(): string | null {
    return this.#firstTitle;
  }

  heading(level: number, text: string): void {
    const headings = this.#path.above(level);
    const added = this.#add('heading', text, headings);
    if (added === '') return;
    this.#path.enter(level, added);
    if (level === 1) this.#firstTitle ??= added;
  }

  block(kind: Exclude<Block['kind'], 'heading'>, text: string): void {
    this.#add(kind, text, this.#path.current);
  }

  link(href: string, text: string): void {
    // One beyond the limit is kept, so that `finish` can tell that there were more.
    if (this.#links.length <= LINKS_MAX) this.#links.push({ href: cleanText(href), text: cleanText(text).trim() });
  }

  warn(warning: string): void {
    if (this.#warnings.length < WARNINGS_MAX) this.#warnings.push(warning);
  }

  /** The document; `title` null takes the first level-one heading. */
  finish(title: string | null): ParsedDocument {
    return checkedDocument({
      title: title ?? this.#firstTitle,
      text: this.#parts.join(''),
      blocks: this.#blocks,
      links: this.#links,
      warnings: this.#warnings,
    });
  }

  #add(kind: Block['kind'], raw: string, headings: readonly string[]): string {
    const text = cleanText(raw).trim();
    if (text === '') return '';
    if (this.#blocks.length >= BLOCKS_MAX) throw tooLarge('paragraphs, list items and rows', BLOCKS_MAX);
    if (this.#parts.length > 0) this.#append(SEPARATOR);
    const start = this.#length;
    this.#append(text);
    this.#blocks.push({ kind, start, end: this.#length, headings });
    return text;
  }

  #append(part: string): void {
    this.#parts.push(part);
    this.#length += part.length;
    assertTextLength(this.#length);
  }
}
