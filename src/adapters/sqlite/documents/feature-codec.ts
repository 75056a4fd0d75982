import { endianness } from 'node:os';
import type { ChunkFeatures } from '../../../ports/document-processor.ts';
import { assert, defined } from '../../../shared/assert.ts';
import { readIntact } from '../damaged.ts';

/**
 * Features of neighbouring chunks as one row. Their terms are listed once (`terms`, joined by line feeds) and chunks refer to
 * them by position, since passages of one document share most of their words. `data` holds one record a chunk, little-endian:
 * scale (float64), five lengths (uint32), vector values (int16), term references, title, body, pieces (uint16), padded to 4 bytes.
 */
export type FeatureSegment = { readonly chunkCount: number; readonly terms: string; readonly data: Uint8Array };

/** Chunks a segment: enough for terms to repeat, few enough that encoding one never holds the event loop. */
export const SEGMENT_CHUNKS_MAX = 64;
/** Term references are 16 bits wide. */
const SEGMENT_TERMS_MAX = 65_536;
const HEADER_BYTES = 28;
/** An upper bound against a damaged length; a chunk's own limits are far below. */
const RECORD_BYTES_MAX = 16 * 1_048_576;

assert(endianness() === 'LE', 'features are stored as the machine holds them, which is little-endian');

/** Encodes the chunks from `from` on, as many as fit one segment (at least one, unless none is left). */
export function encodeSegment(features: readonly ChunkFeatures[], from: number): FeatureSegment {
  const dictionary = new Map<string, number>();
  const records: Uint8Array[] = [];
  for (const each of features.slice(from, from + SEGMENT_CHUNKS_MAX)) {
    if (records.length > 0 && dictionary.size + each.lexical.terms.length > SEGMENT_TERMS_MAX) break;
    records.push(encodeChunk(each, dictionary));
  }
  assert(dictionary.size <= SEGMENT_TERMS_MAX, 'positions in terms are 16 bits wide');
  return { chunkCount: records.length, terms: [...dictionary.keys()].join('\n'), data: joined(records) };
}

/**
 * What `encodeSegment` was given. The typed arrays are views into `data`: whoever keeps them for long makes copies. Throws
 * `RECORDS_UNAVAILABLE` for bytes it did not make.
 */
export function decodeSegment(segment: FeatureSegment): ChunkFeatures[] {
  return readIntact('features of passages', () => decodeChunks(segment));
}

function decodeChunks({ chunkCount, terms, data }: FeatureSegment): ChunkFeatures[] {
  const dictionary = terms.split('\n');
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  const view = new DataView(aligned.buffer, aligned.byteOffset, aligned.byteLength);
  const chunks: ChunkFeatures[] = [];
  let offset = 0;
  for (let i = 0; i < chunkCount; i++) {
    chunks.push(decodeChunk(view, offset, dictionary));
    offset += recordBytes(lengthsAt(view, offset));
  }
  assert(offset === data.byteLength, 'a segment holds its chunks and nothing else');
  return chunks;
}

function encodeChunk({ scale, values, lexical, pieces }: ChunkFeatures, dictionary: Map<string, number>): Uint8Array {
  const { terms, title, body } = lexical;
  const references = new Uint16Array(terms.length);
  for (const [i, term] of terms.entries()) references[i] = referenceOf(term, dictionary);
  const parts = [values, references, title, body, pieces];
  const lengths = parts.map(({ length }) => length);
  const record = new Uint8Array(recordBytes(lengths));
  const header = new DataView(record.buffer);
  header.setFloat64(0, scale, true);
  for (const [i, length] of lengths.entries()) header.setUint32(8 + 4 * i, length, true);
  let offset = HEADER_BYTES;
  for (const part of parts) {
    record.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), offset);
    offset += part.byteLength;
  }
  return record;
}

function referenceOf(term: string, dictionary: Map<string, number>): number {
  const known = dictionary.get(term);
  if (known !== undefined) return known;
  assert(!term.includes('\n'), 'a term is one word');
  dictionary.set(term, dictionary.size);
  return dictionary.size - 1;
}

function decodeChunk(view: DataView, offset: number, dictionary: readonly string[]): ChunkFeatures {
  const lengths = lengthsAt(view, offset);
  const [valueCount = 0, termCount = 0, titleCount = 0, bodyCount = 0, pieceCount = 0] = lengths;
  let at = view.byteOffset + offset + HEADER_BYTES;
  const values = new Int16Array(view.buffer, at, valueCount);
  at += values.byteLength;
  const take = (count: number): Uint16Array => {
    const part = new Uint16Array(view.buffer, at, count);
    at += part.byteLength;
    return part;
  };
  const references = take(termCount);
  const terms: string[] = [];
  for (const reference of references) terms.push(defined(dictionary[reference], 'a term of the segment'));
  const lexical = { terms, title: take(titleCount), body: take(bodyCount) };
  return { scale: view.getFloat64(offset, true), values, lexical, pieces: take(pieceCount) };
}

function lengthsAt(view: DataView, offset: number): readonly number[] {
  return [8, 12, 16, 20, 24].map((at) => view.getUint32(offset + at, true));
}

function recordBytes(lengths: readonly number[]): number {
  let bytes = HEADER_BYTES;
  for (const length of lengths) bytes += 2 * length;
  assert(bytes <= RECORD_BYTES_MAX, "a chunk's features are bounded");
  return (bytes + 3) & ~3;
}

function joined(records: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(records.reduce((total, record) => total + record.byteLength, 0));
  let offset = 0;
  for (const record of records) {
    whole.set(record, offset);
    offset += record.byteLength;
  }
  return whole;
}
