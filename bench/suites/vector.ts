import { createCatalogue } from '../../src/adapters/memory/catalogue.ts';
import { createLateIndex } from '../../src/adapters/wasm-vectors/late-index.ts';
import { createWasmVectorIndex } from '../../src/adapters/wasm-vectors/vector-index.ts';
import type { Catalogue } from '../../src/ports/catalogue.ts';
import type { TokenTable } from '../../src/ports/token-table.ts';
import type { VectorIndex } from '../../src/ports/vector-index.ts';
import { quantiseUnit } from '../../src/shared/quantise.ts';
import { factsOf } from '../../test/support/facts.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { cosine, randomUnit, toUnit } from '../../test/support/vectors.ts';
import { embedderRows, loadBenchTable } from '../embedder-rows.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';
import { latencyRow, timesOf } from '../timing.ts';

const SCOPE = { tenant: 'bench', collection: 'bench' };
const DIMENSIONS = 384;
const PREFIXES = [96, 192, 384];
const LIMIT = 10;
const DOCUMENT_ROWS = 1_000;
/** Directions that generated vectors are mixed from: pairs of them give four million different ones. */
const DIRECTIONS = 2_000;
const RECALL_QUERIES = 20;
const THREADS = 2;
const LATE_QUERY_PIECES = 10;
const LATE_PASSAGES = 50;
const LATE_PIECES = 100;

/** The vector index, late interaction and the built-in embedder, without the engine around them. */
export const suite: BenchSuite = { name: 'vector', run };

async function run({ quick, signal }: BenchOptions): Promise<BenchRow[]> {
  const table = await loadBenchTable();
  const rows = await embedderRows(table, { quick, signal });
  rows.push(...(await lateRows(table, signal)));
  for (const count of quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000]) {
    rows.push(...(await scanRows(count, { quick, signal })));
  }
  return rows;
}

async function scanRows(count: number, { quick, signal }: { quick: boolean; signal: AbortSignal | undefined }) {
  const mix = createMix();
  const catalogue = createCatalogue();
  const shape = { catalogue, dimensions: DIMENSIONS, prefixes: PREFIXES };
  // One scan is one core's work here, so that the figure does not depend on how many there are.
  const index = createWasmVectorIndex({ ...shape, workers: 0, inlineWorkMax: Number.POSITIVE_INFINITY });
  const rows: BenchRow[] = [await fill(index, catalogue, { count, mix })];
  const searches = { count: quick ? 100 : 400, warm: 30, signal };
  const queries = Array.from({ length: searches.count + searches.warm }, (_, i) => mix.query(i));
  for (const dimensions of PREFIXES) {
    const options = { dimensions, limit: LIMIT, filter: null };
    const times = await timesOf((i) => index.search(SCOPE, queries[i] ?? mix.query(i), options), searches);
    rows.push(latencyRow(`search ${count} × ${dimensions}, one core`, times));
  }
  rows.push({ name: `bytes a row, ${count} rows`, unit: 'bytes', value: index.bytes() / count });
  if (count <= 100_000) rows.push(await recallRow(index, { count, mix }));
  rows.push(await removeRow(index, count));
  await index.close();
  if (count > 10_000) rows.push(await threadRow(count, { mix, queries, searches }));
  return rows;
}

async function fill(
  index: VectorIndex,
  catalogue: Catalogue,
  { count, mix }: { count: number; mix: Mix },
): Promise<BenchRow> {
  const partition = catalogue.open(SCOPE);
  let addMs = 0;
  for (let first = 0; first < count; first += DOCUMENT_ROWS) {
    const chunks = Array.from({ length: DOCUMENT_ROWS }, (_, i) => first + i + 1);
    const entries = chunks.map((chunk) => ({ chunk, embedding: quantiseUnit(mix.row(chunk)) }));
    partition.stage(factsOf(`d${first}`), chunks);
    const start = performance.now();
    await index.add(SCOPE, entries);
    addMs += performance.now() - start;
    partition.publish(`d${first}`);
  }
  return { name: `add a row, up to ${count}`, unit: 'µs', value: (addMs * 1_000) / count };
}

async function removeRow(index: VectorIndex, count: number): Promise<BenchRow> {
  const chunks = Array.from({ length: count / 10 }, (_, i) => 1 + i * 10);
  const start = performance.now();
  await index.remove(SCOPE, chunks);
  const value = ((performance.now() - start) * 1_000) / chunks.length;
  return { name: `remove a row of ${count}`, unit: 'µs', value };
}

/** Against brute force in double precision over the floats the rows were made from. */
async function recallRow(index: VectorIndex, { count, mix }: { count: number; mix: Mix }): Promise<BenchRow> {
  const queries = Array.from({ length: RECALL_QUERIES }, (_, i) => mix.query(i));
  const truths = queries.map(() => new Float64Array(count + 1));
  for (let chunk = 1; chunk <= count; chunk++) {
    const row = mix.row(chunk);
    queries.forEach((query, i) => {
      const scores = truths[i];
      if (scores !== undefined) scores[chunk] = cosine(query, row);
    });
  }
  let found = 0;
  for (const [i, query] of queries.entries()) {
    const hits = await index.search(SCOPE, query, { dimensions: DIMENSIONS, limit: LIMIT, filter: null });
    const scores = truths[i] ?? new Float64Array(0);
    // A hit counts when it is no further than the tenth: rounding to 16 bits may swap near-ties.
    const tenth = scores.slice(1).sort().at(-LIMIT) ?? 0;
    found += hits.filter(({ chunk }) => (scores[chunk] ?? -1) >= tenth - 1e-4).length;
  }
  return { name: `recall at ${LIMIT} of ${count}`, unit: '', value: found / (queries.length * LIMIT) };
}

async function threadRow(
  count: number,
  { mix, queries, searches }: { mix: Mix; queries: readonly Float32Array[]; searches: Parameters<typeof timesOf>[1] },
): Promise<BenchRow> {
  const catalogue = createCatalogue();
  const shape = { catalogue, dimensions: DIMENSIONS, prefixes: PREFIXES };
  const index = createWasmVectorIndex({ ...shape, workers: THREADS });
  await fill(index, catalogue, { count, mix });
  const options = { dimensions: DIMENSIONS, limit: LIMIT, filter: null };
  const times = await timesOf((i) => index.search(SCOPE, queries[i] ?? mix.query(i), options), searches);
  await index.close();
  return latencyRow(`search ${count} × ${DIMENSIONS}, ${THREADS} threads`, times);
}

async function lateRows(table: TokenTable, signal: AbortSignal | undefined): Promise<BenchRow[]> {
  const catalogue = createCatalogue();
  const index = createLateIndex({ catalogue, table });
  const random = seededRandom(3);
  const pieces = (count: number) => {
    const distinct = new Set<number>();
    while (distinct.size < count) distinct.add(1_000 + Math.floor(random() * 29_000));
    return Uint16Array.from(distinct);
  };
  const chunks = Array.from({ length: 5_000 }, (_, i) => i + 1);
  const partition = catalogue.open(SCOPE);
  partition.stage(factsOf('d'), chunks);
  const entries = chunks.map((chunk) => ({ chunk, pieces: pieces(LATE_PIECES) }));
  const start = performance.now();
  await index.add(SCOPE, entries);
  const addMs = performance.now() - start;
  partition.publish('d');
  const query = { pieces: pieces(LATE_QUERY_PIECES), weights: new Float32Array(LATE_QUERY_PIECES).fill(1) };
  const times = await timesOf(
    (i) => {
      const from = (i * LATE_PASSAGES) % (chunks.length - LATE_PASSAGES);
      return index.scores(SCOPE, query, chunks.slice(from, from + LATE_PASSAGES));
    },
    { count: 500, warm: 100, signal },
  );
  return [
    latencyRow(`late interaction, ${LATE_QUERY_PIECES} × ${LATE_PASSAGES} × ${LATE_PIECES} pieces`, times),
    { name: 'late interaction, add a chunk', unit: 'µs', value: (addMs * 1_000) / chunks.length },
    { name: 'late interaction, bytes', unit: 'bytes', value: index.bytes(), note: `${chunks.length} chunks` },
  ];
}

type Mix = { readonly row: (chunk: number) => Float32Array; readonly query: (i: number) => Float32Array };

/** Vectors as sums of two directions, the same for the same number: neighbours share a direction, as texts share a topic. */
function createMix(): Mix {
  const random = seededRandom(17);
  const directions = Array.from({ length: DIRECTIONS }, () => randomUnit(random, DIMENSIONS));
  const sum = (a: number, b: number, weight: number): Float32Array => {
    const vector = new Float32Array(DIMENSIONS);
    const [first, second] = [directions[a % DIRECTIONS] ?? vector, directions[b % DIRECTIONS] ?? vector];
    for (let i = 0; i < DIMENSIONS; i++) vector[i] = (first[i] ?? 0) + weight * (second[i] ?? 0);
    return vector;
  };
  return {
    row: (chunk) => sum(chunk, Math.floor(chunk / DIRECTIONS) + 7 * chunk, 0.9),
    query: (i) => toUnit(sum(31 * i + 5, 17 * i + 1, 0.6)),
  };
}
