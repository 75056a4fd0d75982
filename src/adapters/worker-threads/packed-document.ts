import type { Transferable } from 'node:worker_threads';
import type { Chunk, ChunkFeatures, ProcessedDocument } from '../../ports/document-processor.ts';
import { defined } from '../../shared/assert.ts';

/**
 * A processed document in a few flat buffers, to travel between threads without cloning hundreds of small arrays.
 * Passages are not sent: they are slices of the text. Terms are sent once a document.
 */
export type PackedDocument = {
  readonly title: string;
  readonly text: string;
  readonly language: string | null;
  readonly warnings: readonly string[];
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

export function packDocument(document: ProcessedDocument): PackedDocument {
  const { title, text, language, warnings, chunks, features } = document;
  const paths = new Places<readonly string[]>((path) => JSON.stringify(path));
  const terms = new Places<string>((term) => term);
  const sizes = { terms: 0, values: 0, sequences: 0 };
  for (const { lexical, values, pieces } of features) {
    sizes.terms += lexical.terms.length;
    sizes.values += values.length;
    sizes.sequences += lexical.title.length + lexical.body.length + pieces.length;
  }
  const shapes = new Uint32Array(chunks.length * SHAPE_FIELDS);
  const scales = new Float64Array(chunks.length);
  const termPlaces = new Uint32Array(sizes.terms);
  const values = new Int16Array(sizes.values);
  const sequences = new Uint16Array(sizes.sequences);
  const at = { terms: new Cursor(), values: new Cursor(), sequences: new Cursor() };
  chunks.forEach((chunk, i) => {
    const own = defined(features[i], 'every chunk has its features');
    const { lexical } = own;
    shapes.set(shapeOf(chunk, own, paths.of(chunk.headings)), i * SHAPE_FIELDS);
    scales[i] = own.scale;
    const [firstTerm] = at.terms.next(lexical.terms.length);
    lexical.terms.forEach((term, k) => {
      termPlaces[firstTerm + k] = terms.of(term);
    });
    values.set(own.values, at.values.next(own.values.length)[0]);
    for (const part of [lexical.title, lexical.body, own.pieces])
      sequences.set(part, at.sequences.next(part.length)[0]);
  });
  return {
    ...{ title, text, language, warnings, paths: paths.all, terms: terms.all, shapes, scales },
    ...{ termPlaces, values, sequences },
  };
}

/** What moves with a packed document instead of being copied. */
export function buffersOf({ shapes, scales, termPlaces, values, sequences }: PackedDocument): readonly Transferable[] {
  return [shapes, scales, termPlaces, values, sequences].map(({ buffer }) => buffer);
}

/** The document again; its arrays are views of the packed buffers. */
export function unpackDocument(packed: PackedDocument): ProcessedDocument {
  const { title, text, language, warnings, paths, terms, shapes, scales } = packed;
  const at = { terms: new Cursor(), values: new Cursor(), sequences: new Cursor() };
  const chunks: Chunk[] = [];
  const features: ChunkFeatures[] = [];
  for (let i = 0; i < scales.length; i++) {
    const field = (k: number) => shapes[i * SHAPE_FIELDS + k] ?? 0;
    const [start, end] = [field(0), field(1)];
    chunks.push({ text: text.slice(start, end), start, end, headings: paths[field(2)] ?? [] });
    const sequence = (length: number) => packed.sequences.subarray(...at.sequences.next(length));
    const places = packed.termPlaces.subarray(...at.terms.next(field(3)));
    features.push({
      scale: scales[i] ?? 0,
      values: packed.values.subarray(...at.values.next(field(4))),
      lexical: {
        terms: Array.from(places, (place) => terms[place] ?? ''),
        title: sequence(field(5)),
        body: sequence(field(6)),
      },
      pieces: sequence(field(7)),
    });
  }
  return { title, text, language, warnings, chunks, features };
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
