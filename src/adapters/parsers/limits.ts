import type { ParsedDocument } from '../../ports/document-parser.ts';
import { CodedError } from '../../shared/errors.ts';
import { hasVisibleText } from '../../shared/text.ts';

/** Characters of a text, before and after parsing: about 13,000 pages. What is longer is better split by its owner. */
export const TEXT_LENGTH_MAX = 20_000_000;
/** Bytes of a binary format. A request holds at most 32 MiB; files read from a folder may be somewhat larger. */
export const SOURCE_BYTES_MAX = 64 * 1024 * 1024;
/** Blocks of a document: every one is kept in memory until its chunks are written. */
export const BLOCKS_MAX = 200_000;
/** Links kept of a document; further ones are dropped with a warning. */
export const LINKS_MAX = 10_000;
/** Pages read of a PDF. */
export const PDF_PAGES_MAX = 5_000;
/** Warnings kept of a document. */
export const WARNINGS_MAX = 100;

const SPLIT_REMEDY = 'Split the document into smaller ones and send them one by one.';

/** The error for a document beyond a limit: what there is too much of, and how much is allowed. */
export function tooLarge(what: string, limit: number): CodedError {
  const allowed = limit.toLocaleString('en-US');
  return new CodedError('DOCUMENT_TOO_LARGE', `The document has more than ${allowed} ${what}. ${SPLIT_REMEDY}`);
}

/** Throws `DOCUMENT_TOO_LARGE` when a text exceeds `TEXT_LENGTH_MAX`. */
export function assertTextLength(length: number): void {
  if (length > TEXT_LENGTH_MAX) throw tooLarge('characters', TEXT_LENGTH_MAX);
}

/** The document itself, when it is within the limits and something in it can be read; else the error that says why not. */
export function checkedDocument(document: ParsedDocument): ParsedDocument {
  assertTextLength(document.text.length);
  if (document.blocks.length > BLOCKS_MAX) throw tooLarge('paragraphs, list items and rows', BLOCKS_MAX);
  if (!hasVisibleText(document.text)) throw emptyDocument();
  if (document.links.length <= LINKS_MAX) return document;
  const warning = `Only the first ${LINKS_MAX} links of the document were kept.`;
  return { ...document, links: document.links.slice(0, LINKS_MAX), warnings: [...document.warnings, warning] };
}

/** The error for content in which nothing can be read. */
export function emptyDocument(): CodedError {
  return new CodedError('DOCUMENT_EMPTY', 'The document has no text to read. Send a document with text in it.');
}
