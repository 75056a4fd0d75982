import { type RunningServer, startServer } from '../../test/support/start-server.ts';
import { generateCorpus, generateQueries } from '../corpus.ts';
import { HttpClient } from '../load/http-client.ts';
import { closedLoop, type LoadResult, openLoop } from '../load/loops.ts';
import { processFigures } from '../load/process-figures.ts';
import { spawnBare } from '../load/spawn-bare.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';

const PATTERNS = ['bare', 'fast', 'fused'] as const;
const CALL_DOCUMENTS = 500;
const SEED = 7;
const VOCABULARY = 50_000;

/** The whole server over loopback: latency by pattern, capacity, and what ingestion costs the queries beside it. */
export const suite: BenchSuite = { name: 'http', run };

async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const documents = quick ? 2_000 : 10_000;
  const server = await startServer();
  const client = new HttpClient(server.url, 64);
  try {
    await ingest(client, documents, 'first');
    const queries = [...generateQueries({ queries: 2_000, vocabulary: VOCABULARY, seed: SEED })];
    const bench = { server, client, queries, documents, count: quick ? 300 : 2_000 };
    const rows = [
      ...(await yardstick(bench.count)),
      ...(await latency(bench)),
      ...(await capacity(bench)),
      ...(await openLoad(bench)),
    ];
    return [...rows, ...(await whileIngesting(bench)), await memory(server, documents)];
  } finally {
    client.close();
    await server.stop();
  }
}

type Bench = {
  readonly server: RunningServer;
  readonly client: HttpClient;
  readonly queries: readonly string[];
  readonly documents: number;
  readonly count: number;
};

async function ingest(client: HttpClient, documents: number, prefix: string): Promise<void> {
  let batch: Record<string, unknown>[] = [];
  const send = async (): Promise<void> => {
    const { status } = await client.send('POST', '/api/documents?wait=indexed', { documents: batch });
    if (status !== 200) throw new Error(`documents were refused with ${status}`);
    batch = [];
  };
  let index = 0;
  for (const document of generateCorpus({ documents, wordsPerDocument: 150, vocabulary: VOCABULARY, seed: SEED })) {
    batch.push({ id: `${prefix}-${index++}`, ...document });
    if (batch.length === CALL_DOCUMENTS) await send();
  }
  if (batch.length > 0) await send();
}

function ask(
  { client, queries }: Pick<Bench, 'client' | 'queries'>,
  pattern: string,
): (index: number) => Promise<boolean> {
  return async (index) => {
    const text = `${queries[index % queries.length]}`;
    const { status } = await client.send('POST', '/api/query', { text, pattern, cache: 'bypass' });
    return status === 200;
  };
}

async function yardstick(count: number): Promise<BenchRow[]> {
  const bare = await spawnBare();
  const client = new HttpClient(bare.url, 1);
  try {
    const shot = async (): Promise<boolean> => (await client.send('POST', '/api/query', { text: 'x' })).status === 200;
    await closedLoop({ workers: 1, count: 200, shot });
    return [row('a bare Fastify route, one client', await closedLoop({ workers: 1, count, shot }))];
  } finally {
    client.close();
    await bare.stop();
  }
}

async function latency(bench: Bench): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const pattern of PATTERNS) {
    await closedLoop({ workers: 1, count: 200, shot: ask(bench, pattern) });
    const result = await closedLoop({ workers: 1, count: bench.count, shot: ask(bench, pattern) });
    rows.push(row(`${pattern}, one client, ${bench.documents} chunks`, result));
  }
  return rows;
}

async function capacity(bench: Bench): Promise<BenchRow[]> {
  const before = await processFigures(bench.server.pid);
  const result = await closedLoop({ workers: 16, count: bench.count * 2, shot: ask(bench, 'fast') });
  const after = await processFigures(bench.server.pid);
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds;
  return [
    {
      name: 'fast, distinct, 16 clients',
      unit: 'q/s',
      value: result.perSecond,
      p50: result.p50,
      p95: result.p95,
      p99: result.p99,
      note: failures(result),
    },
    {
      name: 'fast, distinct, a core',
      unit: 'q/s',
      value: result.count / cpuSeconds,
      note: 'queries ÷ CPU seconds of the server process',
    },
  ];
}

async function openLoad(bench: Bench): Promise<BenchRow[]> {
  const result = await openLoop({ perSecond: 200, seconds: bench.count / 200, shot: ask(bench, 'fast') });
  return [row('fast, open loop at 200/s', result)];
}

async function whileIngesting(bench: Bench): Promise<BenchRow[]> {
  const load = { perSecond: 100, seconds: bench.count / 200, shot: ask(bench, 'fast') };
  const idle = await openLoop(load);
  const ingesting = ingest(bench.client, Math.ceil(bench.documents / 2), 'second');
  const busy = await openLoop(load);
  await ingesting;
  return [
    row('fast, open loop at 100/s, idle', idle),
    row('fast, open loop at 100/s, ingesting', busy),
    { name: 'query p99, ingesting ÷ idle', unit: '×', value: busy.p99 / idle.p99 },
  ];
}

async function memory(server: RunningServer, documents: number): Promise<BenchRow> {
  const { rssBytes } = await processFigures(server.pid);
  return { name: `RSS after all of it, ${documents * 1.5} chunks`, unit: 'MB', value: rssBytes / 1e6 };
}

function row(name: string, result: LoadResult): BenchRow {
  return {
    name,
    unit: 'ms',
    value: result.p50,
    p50: result.p50,
    p95: result.p95,
    p99: result.p99,
    note: failures(result),
  };
}

function failures({ count, failed, max }: LoadResult): string {
  return `${count} answered, ${failed} failed, longest ${max.toFixed(1)} ms`;
}
