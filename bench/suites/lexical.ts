import { createBm25Index } from '../../src/adapters/bm25/bm25-index.ts';
import { createCatalogue } from '../../src/adapters/memory/catalogue.ts';
import { analyseDocument, analyseQuery } from '../../src/core/retrieval/analyse-text.ts';
import type { Partition } from '../../src/ports/catalogue.ts';
import type { LexicalEntry, LexicalIndex, LexicalQuery } from '../../src/ports/lexical-index.ts';
import { type CorpusDocument, generateCorpus, generateQueries } from '../corpus.ts';
import type { BenchRow, BenchSuite } from '../suite.ts';

const SCOPE = { tenant: 'bench', collection: 'lexical' };
const WORDS_PER_DOCUMENT = 150;
const VOCABULARY = 100_000;
const SIZES = [10_000, 100_000];
const FULL_SIZES = [...SIZES, 1_000_000];
const QUERIES = 500;
const WARM_UP_QUERIES = 200;
const LIMIT = 50;
/** Chunks changed for the figures of update and remove. */
const CHANGED = 2_000;
/** One document in this many carries the tag that the filtered searches ask for. */
const TAGGED_SHARE = 100;

/** BM25 over generated text of one scope, one chunk a document. */
export const suite: BenchSuite = {
  name: 'lexical',
  async run({ signal, quick }) {
    const rows = [measureAnalysis()];
    for (const size of quick ? SIZES : FULL_SIZES) rows.push(...(await measureSize(size, signal)));
    return rows;
  },
};

type Bench = { readonly index: LexicalIndex; readonly partition: Partition; nextChunk: number };

function measureAnalysis(): BenchRow {
  const documents = [...generateCorpus(corpusOf(2_000, 7))];
  const words = documents.length * WORDS_PER_DOCUMENT;
  const round = (): number => {
    const startMs = performance.now();
    for (const { text } of documents) analyseDocument('', text);
    return performance.now() - startMs;
  };
  round();
  const ms = Math.min(round(), round(), round());
  return { name: 'analyse documents', unit: 'words/s', value: (words / ms) * 1000 };
}

async function measureSize(size: number, signal: AbortSignal | undefined): Promise<BenchRow[]> {
  const catalogue = createCatalogue();
  const bench: Bench = { index: createBm25Index({ catalogue }), partition: catalogue.open(SCOPE), nextChunk: 1 };
  const label = size.toLocaleString('en-US');
  const addMs = await build(bench, size, signal);
  const queries = generateQueries({ queries: QUERIES, vocabulary: VOCABULARY, seed: 11 }).map(analyseQuery);
  const filtered = { op: 'eq', field: 'tags', value: 'rare' } as const;
  const rows: BenchRow[] = [
    { name: `add, ${label} chunks`, unit: 'us/chunk', value: (addMs * 1000) / size },
    { name: `bytes, ${label} chunks`, unit: 'MB', value: bench.index.bytes() / 1e6 },
    await measureSearch(bench, `search, ${label} chunks`, queries, null),
    await measureSearch(bench, `search with a filter of 1 %, ${label} chunks`, queries, filtered),
    await measureSearch(bench, `search with a phrase, ${label} chunks`, queries.map(withPhrase), null),
    ...(await measureChanges(bench, label)),
  ];
  signal?.throwIfAborted();
  return rows;
}

/** Milliseconds spent in `add` alone: text and terms are made outside the clock. */
async function build(bench: Bench, size: number, signal: AbortSignal | undefined): Promise<number> {
  let totalMs = 0;
  for (const document of generateCorpus(corpusOf(size, 1))) {
    totalMs += await put(bench, `d${bench.nextChunk}`, document);
    if (bench.nextChunk % 1_000 === 0) await pause(signal);
  }
  return totalMs;
}

async function put(bench: Bench, documentId: string, { title, text }: CorpusDocument): Promise<number> {
  const chunk = bench.nextChunk++;
  const entry: LexicalEntry = { chunk, ...analyseDocument(title, text) };
  const tags = chunk % TAGGED_SHARE === 0 ? ['rare'] : [];
  bench.partition.stage({ documentId, title, uri: null, tags, metadata: {}, enabled: true }, [chunk]);
  const startMs = performance.now();
  await bench.index.add(SCOPE, [entry]);
  const elapsedMs = performance.now() - startMs;
  bench.partition.publish(documentId);
  return elapsedMs;
}

async function measureSearch(
  { index }: Bench,
  name: string,
  queries: readonly LexicalQuery[],
  filter: { readonly op: 'eq'; readonly field: string; readonly value: string } | null,
): Promise<BenchRow> {
  const times: number[] = [];
  for (let i = 0; i < WARM_UP_QUERIES + queries.length; i++) {
    const query = queries[i % queries.length];
    if (query === undefined) continue;
    const startMs = performance.now();
    await index.search(SCOPE, query, { limit: LIMIT, filter });
    if (i >= WARM_UP_QUERIES) times.push(performance.now() - startMs);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(share * (times.length - 1))] ?? 0;
  return { name, unit: 'ms', value: at(0.5), p50: at(0.5), p95: at(0.95), p99: at(0.99), note: `top ${LIMIT}` };
}

/** Chunks spread over the whole index go, and others come in their places. */
async function measureChanges(bench: Bench, label: string): Promise<BenchRow[]> {
  const step = Math.floor((bench.nextChunk - 1) / CHANGED);
  const fresh = [...generateCorpus(corpusOf(CHANGED, 2))];
  let removeMs = 0;
  let addMs = 0;
  for (const [i, document] of fresh.entries()) {
    const chunks = bench.partition.retire(`d${1 + i * step}`);
    const startMs = performance.now();
    await bench.index.remove(SCOPE, chunks);
    removeMs += performance.now() - startMs;
    bench.partition.release(chunks);
    addMs += await put(bench, `d${1 + i * step}`, document);
  }
  return [
    { name: `remove, ${label} chunks`, unit: 'us/chunk', value: (removeMs * 1000) / CHANGED },
    { name: `add in a used place, ${label} chunks`, unit: 'us/chunk', value: (addMs * 1000) / CHANGED },
  ];
}

/** The last two words of the question must stand together. */
function withPhrase(query: LexicalQuery): LexicalQuery {
  return { ...query, phrases: [query.terms.slice(-2).map(({ term }) => term)] };
}

function corpusOf(documents: number, seed: number): Parameters<typeof generateCorpus>[0] {
  return { documents, wordsPerDocument: WORDS_PER_DOCUMENT, vocabulary: VOCABULARY, seed };
}

/** Lets the process answer signals between slices of work. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  signal?.throwIfAborted();
}
