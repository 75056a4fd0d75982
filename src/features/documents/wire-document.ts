import { z } from 'zod';
import { isoTime } from '../../http/kit/fields.ts';
import type { ChunkRecord, DocumentRecord } from '../../ports/document-store.ts';
import type { Metadata } from '../../ports/filter.ts';
import { chunkId } from '../../shared/names.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** A document as it answers now. */
export const documentSchema = z.object({
  id: z.string(),
  collection: z.string(),
  title: z.string(),
  uri: z.string().nullable(),
  tags: z.array(z.string()),
  metadata: z.record(z.string(), z.union([scalar, z.array(scalar)])),
  enabled: z.boolean().describe('False hides it from every search.'),
  content_type: z.string(),
  content_hash: z.string().describe('SHA-256 over all that was submitted; the same again is `unchanged`.'),
  language: z.string().nullable().describe('ISO 639-1, where it could be told.'),
  status: z.enum(['pending', 'indexed', 'failed']).describe('Of the newest revision; an older one goes on answering.'),
  error: z.object({ code: z.string(), detail: z.string() }).nullable(),
  warnings: z.array(z.string()).describe('Parts that could not be read; the rest was kept.'),
  revision: z.int(),
  indexed_revision: z.int().nullable().describe('The revision that is searchable.'),
  chunk_count: z.int(),
  text_length: z.int().describe('Of the searchable text, in UTF-16 code units.'),
  created_at: z.string(),
  updated_at: z.string(),
});

/** One passage; `text` is the document's text from `start` to `end`. */
export const chunkSchema = z.object({
  chunk_id: z.string(),
  index: z.int(),
  start: z.int().describe('Offsets in UTF-16 code units.'),
  end: z.int(),
  headings: z.array(z.string()),
  text: z.string(),
});

export function toWireDocument(record: DocumentRecord): z.output<typeof documentSchema> {
  return {
    id: record.documentId,
    collection: record.scope.collection,
    title: record.title,
    uri: record.uri,
    tags: [...record.tags],
    metadata: toWireMetadata(record.metadata),
    enabled: record.enabled,
    content_type: record.contentType,
    content_hash: record.contentHash,
    language: record.language,
    status: record.status,
    error: record.error,
    warnings: [...record.warnings],
    revision: record.revision,
    indexed_revision: record.indexedRevision,
    chunk_count: record.chunkCount,
    text_length: record.textLength,
    created_at: isoTime(record.createdAtMs),
    updated_at: isoTime(record.updatedAtMs),
  };
}

export function toWireChunk({ chunk, index, start, end, headings, text }: ChunkRecord): z.output<typeof chunkSchema> {
  return { chunk_id: chunkId(chunk), index, start, end, headings: [...headings], text };
}

function toWireMetadata(metadata: Metadata): z.output<typeof documentSchema>['metadata'] {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value]),
  );
}
