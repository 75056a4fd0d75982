import { analyseDocument, analyseTerms } from '../../src/core/retrieval/analyse-text.ts';
import type { ChunkFeatures } from '../../src/ports/document-processor.ts';
import type { Embedder } from '../../src/ports/embedder.ts';
import type { TokenTable } from '../../src/ports/token-table.ts';
import { quantiseUnit } from '../../src/shared/quantise.ts';
import { seededRandom } from './seeded-random.ts';
import { cosine, randomUnit, toUnit } from './vectors.ts';

const ROWS = 512;
const DIMENSIONS = 32;

/**
 * A small token table and the embedder over it, for tests of what stands on them: every word has its own random direction, so
 * texts are near each other exactly when they share words.
 */
export function wordModel(seed = 1) {
  const random = seededRandom(seed);
  const rows = Array.from({ length: ROWS }, () => randomUnit(random, DIMENSIONS));
  const values = new Int8Array(new SharedArrayBuffer(ROWS * DIMENSIONS));
  const scales = new Float32Array(ROWS).fill(1 / 127);
  for (const [r, row] of rows.entries()) values.set(row.map(toByte), r * DIMENSIONS);
  const tokenize = (text: string) => Uint16Array.from(analyseTerms(text), rowOf);
  const table: TokenTable = {
    rows: ROWS,
    dimensions: DIMENSIONS,
    values,
    scales,
    tokenize,
    similarity: (a, b, dimensions = DIMENSIONS) =>
      cosine(rows[a] ?? new Float32Array(0), rows[b] ?? new Float32Array(0), dimensions),
  };
  const vectorOf = (text: string): Float32Array => {
    const sum = new Float32Array(DIMENSIONS);
    for (const row of tokenize(text)) for (const [i, v] of (rows[row] ?? []).entries()) sum[i] = (sum[i] ?? 0) + v;
    return toUnit(sum);
  };
  const embedder: Embedder = {
    model: 'words',
    dimensions: DIMENSIONS,
    prefixes: [8, 16, DIMENSIONS],
    embed: async (texts) => texts.map(vectorOf),
  };
  const encode = async (texts: readonly string[]) =>
    texts.map((text) => ({
      embedding: quantiseUnit(vectorOf(text)),
      pieces: Uint16Array.from(new Set(tokenize(text))),
    }));
  return { table, embedder, vectorOf, encode };
}

/** Features of one passage under a title, as ingestion makes them. */
export async function featuresOf(
  { encode }: Pick<ReturnType<typeof wordModel>, 'encode'>,
  text: string,
  title = '',
): Promise<ChunkFeatures> {
  const [encoded] = await encode([`${title}\n${text}`]);
  if (encoded === undefined) throw new Error('one text was encoded');
  return { ...encoded.embedding, pieces: encoded.pieces, lexical: analyseDocument(title, text) };
}

function toByte(value: number): number {
  return Math.round(value * 127);
}

function rowOf(word: string): number {
  let hash = 0;
  for (let i = 0; i < word.length; i++) hash = (Math.imul(hash, 31) + word.charCodeAt(i)) >>> 0;
  return hash % ROWS;
}
