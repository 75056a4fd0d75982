import type { DocumentParser } from '../../ports/document-parser.ts';
import type { Chunk, ChunkFeatures, ProcessedDocument, RawDocument } from '../../ports/document-processor.ts';
import type { Embedding } from '../../ports/embedder.ts';
import { defined } from '../../shared/assert.ts';
import { CodedError } from '../../shared/errors.ts';
import { findLexicon } from '../lexicon/find-lexicon.ts';
import { analyseDocument } from '../retrieval/analyse-text.ts';
import { chunkDocument } from './chunker.ts';
import { isPlainlyEnglish } from './plainly-english.ts';

/** What the embedder makes of a passage: its vector, and its distinct WordPiece ids. */
export type EncodedPassage = { readonly embedding: Embedding; readonly pieces: Uint16Array };

export type ProcessingParts = {
  /** Throws `DOCUMENT_UNSUPPORTED_TYPE`. */
  readonly parserFor: (contentType: string) => DocumentParser;
  /** One result a text, in order. */
  readonly encode: (texts: readonly string[]) => Promise<readonly EncodedPassage[]>;
  /** ISO 639-1, or null when it cannot be told. */
  readonly languageOf: (text: string) => string | null;
};

/** Passages of one document: at 200 words each, a hundred novels; more is not a document but a data set. */
const CHUNKS_MAX = 50_000;

/** Content to passages and their index features: parse, chunk, analyse, embed, find names. Throws `DOCUMENT_*` codes. */
export async function processDocument(document: RawDocument, parts: ProcessingParts): Promise<ProcessedDocument> {
  const parsed = await parts.parserFor(document.contentType).parse(document);
  const title = document.title.trim() === '' ? (parsed.title ?? '') : document.title;
  const chunks = chunkDocument(parsed);
  if (chunks.length === 0) throw new CodedError('DOCUMENT_EMPTY', 'There is no text in the document.');
  if (chunks.length > CHUNKS_MAX) {
    throw new CodedError('DOCUMENT_TOO_LARGE', `The document has more than ${CHUNKS_MAX} passages. Send it in parts.`);
  }
  const features = await featuresOf(title, chunks, parts);
  const { text, warnings } = parsed;
  const language = isPlainlyEnglish(text) ? 'en' : parts.languageOf(text);
  return { title, text, language, warnings, chunks, features, lexicon: findLexicon({ title, chunks }) };
}

async function featuresOf(
  title: string,
  chunks: readonly Chunk[],
  { encode }: ProcessingParts,
): Promise<readonly ChunkFeatures[]> {
  const contexts = chunks.map(({ headings }) => contextOf(title, headings));
  const encoded = await encode(chunks.map(({ text }, i) => joined([contexts[i] ?? '', text])));
  return chunks.map(({ text }, i) => {
    const { embedding, pieces } = defined(encoded[i], 'every passage is encoded');
    const { scale, values } = embedding;
    return { scale, values, pieces, lexical: analyseDocument(contexts[i] ?? '', text) };
  });
}

/** What a passage is about, from outside it: the document's title and the headings above it, each once. */
function contextOf(title: string, headings: readonly string[]): string {
  return joined([...new Set([title, ...headings])]);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n');
}
