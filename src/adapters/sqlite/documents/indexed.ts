import type { ChunkFeatures } from '../../../ports/document-processor.ts';
import type { DocumentStore, IndexedDocument } from '../../../ports/document-store.ts';
import { bytes, integer, text } from '../row.ts';
import type { Row, Statements } from '../statements.ts';
import { DOCUMENT_COLUMNS, toDocument } from './document-row.ts';
import { decodeSegment } from './feature-codec.ts';
import { readLexicon } from './lexicon-row.ts';

const SEGMENTS = `SELECT f.segment, f.first_chunk, f.chunk_count AS segment_chunks, f.terms, f.data, ${DOCUMENT_COLUMNS}
  FROM document_features f CROSS JOIN documents d ON d.document = f.document WHERE f.segment > ?1 ORDER BY f.segment`;

type Page = Awaited<ReturnType<DocumentStore['indexed']>>;
type Growing = Pick<IndexedDocument, 'record' | 'lexicon'> & {
  readonly document: number;
  readonly chunks: number[];
  readonly features: ChunkFeatures[];
};

/**
 * Up to `limit` documents after the segment `after`, in the order of their segments, which is that of their commits: one
 * sequential read. A document's segments follow each other, since one transaction wrote them. The cursor is the last one read.
 */
export function indexedPage(statements: Statements, after: number | null, limit: number): Page {
  const documents: Growing[] = [];
  let cursor: number | null = null;
  for (const row of statements.iterate(SEGMENTS, after ?? 0)) {
    const document = integer(row, 'document');
    let current = documents.at(-1);
    if (current?.document !== document) {
      if (documents.length === limit) return { documents: documents.map(toIndexed), cursor };
      current = {
        document,
        record: toDocument(row),
        lexicon: readLexicon(statements, document),
        chunks: [],
        features: [],
      };
      documents.push(current);
    }
    appendSegment(current, row);
    cursor = integer(row, 'segment');
  }
  return { documents: documents.map(toIndexed), cursor: null };
}

function appendSegment({ chunks, features }: Growing, row: Row): void {
  const first = integer(row, 'first_chunk');
  const chunkCount = integer(row, 'segment_chunks');
  for (let i = 0; i < chunkCount; i++) chunks.push(first + i);
  for (const each of decodeSegment({ chunkCount, terms: text(row, 'terms'), data: bytes(row, 'data') })) {
    features.push(each);
  }
}

function toIndexed({ record, chunks, features, lexicon }: Growing): IndexedDocument {
  return { record, chunks, features, lexicon };
}
