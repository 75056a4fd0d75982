import type { CodedError } from '../shared/errors.ts';
import type { RawDocument } from './document-processor.ts';

/** A run of text under one heading path. Blocks cover the text in order and do not overlap. */
export type Block = {
  readonly kind: 'heading' | 'paragraph' | 'list_item' | 'table_row' | 'code';
  readonly start: number;
  readonly end: number;
  /** Headings above the block (for a heading: above it, without itself), outermost first, as plain text. */
  readonly headings: readonly string[];
};

export type ParsedDocument = {
  /** Title found in the content (HTML title, first level-one heading, PDF or DOCX property), if any. */
  readonly title: string | null;
  /** NFC, without control, zero-width and bidi characters; the text that block offsets point into. */
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Links in the text: target and the text that carries it. */
  readonly links: readonly { readonly href: string; readonly text: string }[];
  readonly warnings: readonly string[];
};

/** Reads one family of content types. Throws `CodedError` with a `DOCUMENT_*` code for content that is not what it says. */
export interface DocumentParser {
  readonly contentTypes: readonly string[];
  parse(document: RawDocument): Promise<ParsedDocument>;
}

/**
 * What can be told about content without parsing it: the error a parser would surely throw (unknown type, nothing in it,
 * not UTF-8, wrong magic bytes, too large), or null. Synchronous and cheap, for the process that answers requests.
 */
export type ContentSniffer = (contentType: string, content: string | Uint8Array) => CodedError | null;
