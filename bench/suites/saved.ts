import { type RunningServer, startServer } from '../../test/support/start-server.ts';
import { generateCorpus, generateQueries } from '../corpus.ts';
import { HttpClient } from '../load/http-client.ts';
import { closedLoop } from '../load/loops.ts';
import { processFigures } from '../load/process-figures.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';

const DOCUMENTS = 500;
const VOCABULARY = 20_000;
const SEED = 11;

/** What people save, over loopback: bookmarks made and used, and the export of many answers with its memory. */
export const suite: BenchSuite = { name: 'saved', run };

async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const count = quick ? 400 : 4_000;
  const server = await startServer();
  const client = new HttpClient(server.url, 32);
  try {
    const corpus = { documents: DOCUMENTS, wordsPerDocument: 150, vocabulary: VOCABULARY, seed: SEED };
    await client.send('POST', '/api/documents?wait=indexed', { documents: [...generateCorpus(corpus)] });
    return [...(await bookmarks(client, count)), ...(await exports(server, client, count))];
  } finally {
    client.close();
    await server.stop();
  }
}

async function bookmarks(client: HttpClient, count: number): Promise<BenchRow[]> {
  const create = async (index: number): Promise<boolean> => {
    const body = { bookmark_id: `b${index}`, name: `Bookmark ${index}`, query_text: `What about ${index}?` };
    return (await client.send('POST', '/api/bookmarks/create', body)).status === 200;
  };
  const use = async (): Promise<boolean> =>
    (await client.send('POST', '/api/bookmarks/b0/execute', { pattern: 'bare' })).status === 200;
  const list = async (): Promise<boolean> => (await client.send('GET', '/api/bookmarks?query=about')).status === 200;
  const made = await closedLoop({ workers: 16, count, shot: create });
  const used = await closedLoop({ workers: 16, count: Math.min(count, 1_000), shot: use });
  const listed = await closedLoop({ workers: 1, count: 200, shot: list });
  return [
    { name: 'bookmarks made, 16 clients, durable', unit: '/s', value: made.perSecond, p50: made.p50, p99: made.p99 },
    { name: 'uses of one bookmark, 16 clients', unit: '/s', value: used.perSecond, p50: used.p50, p99: used.p99 },
    { name: `a search among ${count} bookmarks`, unit: 'ms', value: listed.p50, p50: listed.p50, p99: listed.p99 },
  ];
}

async function exports(server: RunningServer, client: HttpClient, count: number): Promise<BenchRow[]> {
  const queries = [...generateQueries({ queries: count, vocabulary: VOCABULARY, seed: SEED })];
  const ask = async (index: number): Promise<boolean> =>
    (await client.send('POST', '/api/query', { text: queries[index], top_k: 10, user_id: 'bench' })).status === 200;
  await closedLoop({ workers: 16, count, shot: ask });
  const rows: BenchRow[] = [];
  for (const format of ['json', 'csv', 'markdown']) rows.push(await download(server, format, count));
  return rows;
}

async function download(server: RunningServer, format: string, count: number): Promise<BenchRow> {
  const before = (await processFigures(server.pid)).rssBytes;
  const startMs = performance.now();
  const answer = await fetch(`${server.url}/api/export`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filter: { user_id: 'bench' }, format }),
  });
  let bytes = 0;
  let peak = before;
  let looked = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.length;
    if (bytes - looked < 4_000_000) continue;
    looked = bytes;
    peak = Math.max(peak, (await processFigures(server.pid)).rssBytes);
  }
  const seconds = (performance.now() - startMs) / 1_000;
  const grown = `${(bytes / 1e6).toFixed(1)} MB, resident set +${((peak - before) / 1e6).toFixed(1)} MB at most`;
  return { name: `export of ${count} answers, ${format}`, unit: 'answers/s', value: count / seconds, note: grown };
}
