import { parseArgs } from 'node:util';
import { percentile } from '../test/support/percentiles.ts';
import { startServer } from '../test/support/start-server.ts';
import { type BeirSet, type EvalQuery, loadBeir } from './beir.ts';
import { Client } from './client.ts';
import { allGoldAt, bootstrap, type Interval, ndcgAt, recallAt } from './metrics.ts';

const PATTERNS = ['bare', 'fast', 'fused'] as const;
/** Documents asked for a query: recall is measured down to here. */
const DEPTH = 100;
const RECALL_AT = [5, 10, 100] as const;
const ALL_GOLD_AT = [5, 10] as const;

type Row = {
  readonly pattern: string;
  readonly queries: number;
  readonly failed: number;
  readonly ndcg_at_10: Interval;
  readonly recall: Readonly<Record<string, Interval>>;
  readonly all_gold: Readonly<Record<string, Interval>>;
  readonly p50_ms: number;
  readonly p99_ms: number;
};

/** `eval retrieval --data <folder> [--pattern <name>] [--split train] [--url <server>] [--json]`, everything over HTTP. */
export async function retrieval(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: 'string' },
      pattern: { type: 'string' },
      split: { type: 'string' },
      url: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) {
    console.error('name the data: --data <a folder in BEIR layout>');
    return 1;
  }
  const set = await loadBeir(values.data, values.split);
  const server = values.url === undefined ? await startServer() : null;
  try {
    const client = new Client(values.url ?? server?.url ?? '');
    const rows = await measure(client, set, values.pattern === undefined ? PATTERNS : [values.pattern], values.json);
    if (values.json) console.log(JSON.stringify({ data: values.data, documents: set.corpus.length, rows }, null, 2));
    else print(values.data, set, rows);
    return rows.every(({ failed }) => failed === 0) ? 0 : 1;
  } finally {
    await server?.stop();
  }
}

async function measure(client: Client, set: BeirSet, patterns: readonly string[], quiet: boolean): Promise<Row[]> {
  const collection = 'eval';
  const startedMs = performance.now();
  await client.ingest(set.corpus, collection);
  if (!quiet)
    console.error(`${set.corpus.length} documents indexed in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  const rows: Row[] = [];
  for (const pattern of patterns) rows.push(await measurePattern(client, set.queries, { pattern, collection }));
  return rows;
}

type Run = { readonly ranked: readonly string[]; readonly durationMs: number; readonly query: EvalQuery };

async function measurePattern(
  client: Client,
  queries: readonly EvalQuery[],
  options: { pattern: string; collection: string },
): Promise<Row> {
  const runs: Run[] = [];
  let failed = 0;
  for (const query of queries) {
    const startedMs = performance.now();
    const ranked = await client.rank(query.text, { ...options, depth: DEPTH });
    if (ranked === null) failed++;
    else runs.push({ ranked, durationMs: performance.now() - startedMs, query });
  }
  const over = (metric: (ranked: readonly string[], query: EvalQuery) => number): Interval =>
    bootstrap(runs.map(({ ranked, query }) => metric(ranked, query)));
  const durations = runs.map(({ durationMs }) => durationMs);
  return {
    pattern: options.pattern,
    queries: queries.length,
    failed,
    ndcg_at_10: over((ranked, { gold }) => ndcgAt(10, ranked, gold)),
    recall: Object.fromEntries(RECALL_AT.map((k) => [k, over((ranked, { gold }) => recallAt(k, ranked, gold))])),
    all_gold: Object.fromEntries(ALL_GOLD_AT.map((k) => [k, over((ranked, { gold }) => allGoldAt(k, ranked, gold))])),
    p50_ms: percentile(durations, 0.5),
    p99_ms: percentile(durations, 0.99),
  };
}

function print(data: string, set: BeirSet, rows: readonly Row[]): void {
  console.log(`${data}: ${set.corpus.length} documents, ${set.queries.length} queries; 95 % bootstrap intervals\n`);
  console.log('| pattern | nDCG@10 | R@5 | R@10 | R@100 | all-gold@5 | all-gold@10 | p50 ms | p99 ms | failed |');
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const row of rows) {
    const cells = [...Object.values(row.recall), ...Object.values(row.all_gold)].map(points);
    console.log(
      `| ${[row.pattern, points(row.ndcg_at_10), ...cells, row.p50_ms.toFixed(1), row.p99_ms.toFixed(1), row.failed].join(' | ')} |`,
    );
  }
}

function points({ mean, low, high }: Interval): string {
  return `${(mean * 100).toFixed(1)} (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)})`;
}
