import { fileURLToPath } from 'node:url';
import { createStaticEmbedder } from '../src/adapters/static-embedder/static-embedder.ts';
import { loadTokenTable } from '../src/adapters/static-embedder/token-table.ts';
import { generateCorpus } from './corpus.ts';
import type { BenchRow } from './suite.ts';
import { latencyRow, timesOf } from './timing.ts';

const FOLDER = new URL('../models/static-minilm', import.meta.url);
const TEXT_WORDS = 130;
const BATCH = 500;

type Table = Awaited<ReturnType<typeof loadTokenTable>>;

/** The built-in table, as the server loads it. */
export function loadBenchTable(): Promise<Table> {
  return loadTokenTable(fileURLToPath(FOLDER));
}

/** Throughput of the tokenizer and of the embedder on one core, warm, and what one query costs. */
export async function embedderRows(
  table: Table,
  { quick, signal }: { quick: boolean; signal: AbortSignal | undefined },
): Promise<BenchRow[]> {
  const corpus = generateCorpus({ documents: BATCH, wordsPerDocument: TEXT_WORDS, vocabulary: 20_000, seed: 5 });
  const texts = Array.from(corpus, ({ text }) => text);
  const tokens = texts.reduce((sum, text) => sum + table.tokenize(text).length, 0);
  const embedder = createStaticEmbedder(table);
  const rounds = { count: quick ? 10 : 40, warm: 5, signal };
  const fastest = async (work: () => unknown): Promise<number> => Math.min(...(await timesOf(work, rounds)));
  const tokenizeMs = await fastest(() => {
    for (const text of texts) table.tokenize(text);
  });
  const embedMs = await fastest(() => embedder.embed(texts));
  const queries = { count: 500, warm: 100, signal };
  const oneQuery = await timesOf((i) => embedder.embed([`how does ${texts[i % BATCH]?.slice(0, 40)} work`]), queries);
  const note = `${Math.round(tokens / BATCH)} tokens a text, made-up words`;
  return [
    { name: 'tokenize', unit: 'M tokens/s', value: tokens / tokenizeMs / 1_000, note },
    { name: 'embed texts of 200 tokens', unit: 'texts/s', value: ((tokens / 200) * 1_000) / embedMs, note },
    latencyRow('embed one query', oneQuery),
  ];
}
