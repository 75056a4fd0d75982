import type { LexicalEntry } from './lexical-index.ts';
import type { DocumentLexicon } from './lexicon.ts';

/** Content as it was sent; `content` is the text itself, or bytes for the binary formats. */
export type RawDocument = {
  readonly title: string;
  readonly contentType: string;
  readonly content: string | Uint8Array;
};

/** A passage: `text === document.text.slice(start, end)`, offsets in UTF-16 code units. */
export type Chunk = {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Headings above the passage, outermost first. */
  readonly headings: readonly string[];
};

/** What an index needs of one chunk, before it has a key. */
export type ChunkFeatures = {
  /** Unit vector, 16-bit: component i = values[i] · scale. */
  readonly scale: number;
  readonly values: Int16Array;
  readonly lexical: Omit<LexicalEntry, 'chunk'>;
  /** Distinct WordPiece ids. */
  readonly pieces: Uint16Array;
};

export type ProcessedDocument = {
  /** The title given, or the one found in the content when none was given. */
  readonly title: string;
  /** The text that offsets point into, and that `GET /api/documents/{id}` gives back. */
  readonly text: string;
  /** ISO 639-1, or null when it cannot be told. */
  readonly language: string | null;
  /** Parts that could not be read (a bad page, say), each a sentence; the rest was kept. */
  readonly warnings: readonly string[];
  readonly chunks: readonly Chunk[];
  readonly features: readonly ChunkFeatures[];
  readonly lexicon: DocumentLexicon;
};

/** Content to passages and their index features, off the event loop. Rejects with a `DOCUMENT_*` error for content that cannot be read. */
export interface DocumentProcessor {
  process(document: RawDocument, signal?: AbortSignal): Promise<ProcessedDocument>;
  close(): Promise<void>;
}
