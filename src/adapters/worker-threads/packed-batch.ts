import type { Transferable } from 'node:worker_threads';
import type { Chunk, ChunkFeatures, ProcessedDocument } from '../../ports/document-processor.ts';
import type { DocumentLexicon } from '../../ports/lexicon.ts';
import { defined } from '../../shared/assert.ts';

/** What of a document is not in the shared buffers. */
type Cover = Pick<ProcessedDocument, 'title' | 'text' | 'language' | 'warnings'> & {
  readonly chunkCount: number;
};

/**
 * Processed documents in a few flat buffers, to travel between threads without cloning hundreds of small arrays: moving a
 * buffer costs microseconds, whatever its length. Passages are not sent, they are slices of the texts; terms are sent once.
 */
export type PackedBatch = {
  readonly covers: readonly Cover[];
  /** The documents' lexicons as JSON: one string travels faster than the hundreds of small objects it becomes. */
  readonly lexicons: string;
  /** Every different heading path once. */
  readonly paths: readonly (readonly string[])[];
  readonly terms: readonly string[];
  /** `SHAPE_FIELDS` numbers a chunk. */
  readonly shapes: Uint32Array<ArrayBuffer>;
  readonly scales: Float64Array<ArrayBuffer>;
  /** Positions in `terms` of each chunk's terms, one chunk after another. */
  readonly termPlaces: Uint32Array<ArrayBuffer>;
  readonly values: Int16Array<ArrayBuffer>;
  /** Title, body and pieces of each chunk, one chunk after another. */
  readonly sequences: Uint16Array<ArrayBuffer>;
};

/** start, end, path, then the lengths of terms, values, title, body, pieces. */
const SHAPE_FIELDS = 8;

export function packBatch(documents: readonly ProcessedDocument[]): PackedBatch {
  const features = documents.flatMap((document) => document.features);
  const chunks = documents.flatMap((document) => document.chunks);
  const paths = new Places((path: readonly string[]) => JSON.stringify(path));
  const terms = new Places((term: string) => term);
  const buffers = emptyBuffers(features);
  const at = { terms: new Cursor(), values: new Cursor(), sequences: new Cursor() };
  chunks.forEach((chunk, i) => {
    const own = defined(features[i], 'every chunk has its features');
    const { lexical, values, pieces } = own;
    buffers.shapes.set(shapeOf(chunk, own, paths.of(chunk.headings)), i * SHAPE_FIELDS);
    buffers.scales[i] = own.scale;
    let place = at.terms.next(lexical.terms.length)[0];
    for (const term of lexical.terms) buffers.termPlaces[place++] = terms.of(term);
    buffers.values.set(values, at.values.next(values.length)[0]);
    for (const part of [lexical.title, lexical.body, pieces]) {
      buffers.sequences.set(part, at.sequences.next(part.length)[0]);
    }
  });
  const lexicons = JSON.stringify(documents.map(({ lexicon }) => lexicon));
  return { covers: documents.map(coverOf), lexicons, paths: paths.all, terms: terms.all, ...buffers };
}

/** What moves with a packed batch instead of being copied. */
export function buffersOf({ shapes, scales, termPlaces, values, sequences }: PackedBatch): readonly Transferable[] {
  return [shapes, scales, termPlaces, values, sequences].map(({ buffer }) => buffer);
}

/** The documents again, in their order; their arrays are views of the packed buffers. */
export function unpackBatch(batch: PackedBatch): ProcessedDocument[] {
  const at = { terms: new Cursor(), values: new Cursor(), sequences: new Cursor() };
  let next = 0;
  const lexicons: readonly DocumentLexicon[] = JSON.parse(batch.lexicons);
  return batch.covers.map(({ chunkCount, ...cover }, i) => {
    const chunks: Chunk[] = [];
    const features: ChunkFeatures[] = [];
    for (const end = next + chunkCount; next < end; next++) {
      const shape = batch.shapes.subarray(next * SHAPE_FIELDS, (next + 1) * SHAPE_FIELDS);
      const [start = 0, stop = 0, path = 0] = shape;
      chunks.push({ text: cover.text.slice(start, stop), start, end: stop, headings: batch.paths[path] ?? [] });
      features.push(featuresAt(batch, at, shape, batch.scales[next] ?? 0));
    }
    return { ...cover, chunks, features, lexicon: defined(lexicons[i], 'every document has its lexicon') };
  });
}

type Cursors = { readonly terms: Cursor; readonly values: Cursor; readonly sequences: Cursor };

function featuresAt(batch: PackedBatch, at: Cursors, shape: Uint32Array, scale: number): ChunkFeatures {
  const [, , , termCount = 0, valueCount = 0, titleCount = 0, bodyCount = 0, pieceCount = 0] = shape;
  const sequence = (length: number) => batch.sequences.subarray(...at.sequences.next(length));
  const terms: string[] = [];
  for (const place of batch.termPlaces.subarray(...at.terms.next(termCount))) terms.push(batch.terms[place] ?? '');
  return {
    scale,
    values: batch.values.subarray(...at.values.next(valueCount)),
    lexical: { terms, title: sequence(titleCount), body: sequence(bodyCount) },
    pieces: sequence(pieceCount),
  };
}

function emptyBuffers(features: readonly ChunkFeatures[]) {
  const sizes = { terms: 0, values: 0, sequences: 0 };
  for (const { lexical, values, pieces } of features) {
    sizes.terms += lexical.terms.length;
    sizes.values += values.length;
    sizes.sequences += lexical.title.length + lexical.body.length + pieces.length;
  }
  return {
    shapes: new Uint32Array(features.length * SHAPE_FIELDS),
    scales: new Float64Array(features.length),
    termPlaces: new Uint32Array(sizes.terms),
    values: new Int16Array(sizes.values),
    sequences: new Uint16Array(sizes.sequences),
  };
}

function coverOf({ title, text, language, warnings, chunks }: ProcessedDocument): Cover {
  return { title, text, language, warnings, chunkCount: chunks.length };
}

function shapeOf({ start, end }: Chunk, { lexical, values, pieces }: ChunkFeatures, path: number): readonly number[] {
  const { terms, title, body } = lexical;
  return [start, end, path, terms.length, values.length, title.length, body.length, pieces.length];
}

/** Numbers different values in the order they come. */
class Places<T> {
  readonly all: T[] = [];
  readonly #places = new Map<string, number>();
  readonly #keyOf: (value: T) => string;

  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf;
  }

  of(value: T): number {
    const key = this.#keyOf(value);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.all.length);
    return this.all.push(value) - 1;
  }
}

/** Walks an array from its start to its end. */
class Cursor {
  #at = 0;

  /** Where the next `length` items begin and end. */
  next(length: number): readonly [start: number, end: number] {
    this.#at += length;
    return [this.#at - length, this.#at];
  }
}
