import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../test/support/percentiles.ts';
import { type RunningServer, startServer } from '../../test/support/start-server.ts';
import { generateCorpus, generateQueries } from '../corpus.ts';
import { HttpClient } from '../load/http-client.ts';
import { processFigures } from '../load/process-figures.ts';
import { askAll, firstEventMs, openStream, type StreamTally } from '../load/stream-client.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';

const SEED = 7;
const VOCABULARY = 50_000;
const CALL_DOCUMENTS = 500;
const SOCKETS = 500;
const QUERIES_PER_SOCKET = 4;
/** Milliseconds in which a reader that never reads must be closed: the kernel's buffers fill first. */
const SLOW_READER_MS_MAX = 60_000;
/** Questions at a time, and rounds of them before the slow reader. */
const ROUND = 8;
const WARM_ROUNDS = 60;
/** Milliseconds a question may not take less than: a socket is closed at 100 messages a second, however fast they are answered. */
const QUESTION_MS_MIN = 12.5;

/** Answers as they come: how soon the first chunk is there, whether 500 sockets at once get all of theirs, what a reader that never reads costs. */
export const suite: BenchSuite = { name: 'streams', run };

type Bench = { readonly server: RunningServer; readonly texts: readonly string[]; readonly count: number };

async function run({ quick }: BenchOptions): Promise<BenchRow[]> {
  const server = await startServer();
  try {
    await ingest(server.url, quick ? 1_000 : 10_000);
    const texts = [...generateQueries({ queries: 2_000, vocabulary: VOCABULARY, seed: SEED })];
    const bench = { server, texts, count: quick ? 100 : 500 };
    return [...(await firstChunk(bench)), ...(await manySockets(bench)), ...(await slowReader(bench))];
  } finally {
    await server.stop();
  }
}

async function ingest(url: string, documents: number): Promise<void> {
  const client = new HttpClient(url, 1);
  const corpus = [...generateCorpus({ documents, wordsPerDocument: 150, vocabulary: VOCABULARY, seed: SEED })];
  for (let i = 0; i < corpus.length; i += CALL_DOCUMENTS) {
    const documentsOfCall = corpus
      .slice(i, i + CALL_DOCUMENTS)
      .map((document, at) => ({ id: `d${i + at}`, ...document }));
    const { status } = await client.send('POST', '/api/documents?wait=indexed', { documents: documentsOfCall });
    if (status !== 200) throw new Error(`documents were refused with ${status}`);
  }
  client.close();
}

async function firstChunk({ server, texts, count }: Bench): Promise<BenchRow[]> {
  const socket = await openStream(server.url);
  const events: number[] = [];
  const messages: number[] = [];
  for (let i = 0; i < count; i++) {
    const text = `${texts[i % texts.length]}`;
    const fields = { pattern: 'fast', cache: 'bypass' };
    events.push(await firstEventMs(server.url, { text, ...fields }));
    const [{ firstMs }] = await Promise.all([askAll(socket, [text], fields), delay(QUESTION_MS_MIN)]);
    messages.push(...firstMs);
  }
  socket.close();
  return [row('first chunk, events on a new connection', events), row('first chunk, a socket', messages)];
}

async function manySockets({ server, texts }: Bench): Promise<BenchRow[]> {
  const sockets = await Promise.all(Array.from({ length: SOCKETS }, () => openStream(server.url)));
  const startedMs = performance.now();
  const tallies = await Promise.all(
    sockets.map((socket, i) => {
      const own = Array.from(
        { length: QUERIES_PER_SOCKET },
        (_, n) => `${texts[(i * QUERIES_PER_SOCKET + n) % texts.length]}`,
      );
      return askAll(socket, own, { cache: 'bypass' });
    }),
  );
  const tookMs = performance.now() - startedMs;
  for (const socket of sockets) socket.close();
  const sum = (figure: (tally: StreamTally) => number): number =>
    tallies.reduce((total, tally) => total + figure(tally), 0);
  const asked = SOCKETS * QUERIES_PER_SOCKET;
  const name = `${SOCKETS} sockets, ${QUERIES_PER_SOCKET} queries each at once`;
  return [
    {
      name: `${name}: chunks lost or out of order`,
      unit: '',
      value: sum(({ misplaced }) => misplaced),
      note: `of ${sum(({ chunks }) => chunks)}`,
    },
    {
      name: `${name}: queries not completed`,
      unit: '',
      value: asked - sum(({ completed }) => completed),
      note: `of ${asked}`,
    },
    { name: `${name}: chunks`, unit: '/s', value: sum(({ chunks }) => chunks) / (tookMs / 1_000) },
    row(
      `${name}: first chunk`,
      tallies.flatMap(({ firstMs }) => firstMs),
    ),
  ];
}

/** The same questions to a reader that reads come first: what they cost by themselves is no cost of the other's silence. */
async function slowReader({ server, texts }: Bench): Promise<BenchRow[]> {
  const reader = await openStream(server.url);
  for (let i = 0; i < WARM_ROUNDS; i++) {
    const round = askAll(reader, texts.slice(i * ROUND, (i + 1) * ROUND), { top_k: 100, cache: 'bypass' });
    await Promise.all([round, delay(ROUND * QUESTION_MS_MIN)]);
  }
  reader.close();
  await once(reader, 'close');
  const before = await processFigures(server.pid);
  const socket = await openStream(server.url);
  socket.on('error', () => undefined);
  const startedMs = performance.now();
  socket.pause();
  let mostBytes = 0;
  let asked = 0;
  while (performance.now() - startedMs < SLOW_READER_MS_MAX && (await openSockets(server.url)) > 0) {
    for (let i = 0; i < ROUND; i++)
      socket.send(JSON.stringify({ text: texts[asked++ % texts.length], top_k: 100, cache: 'bypass' }));
    await delay(100);
    mostBytes = Math.max(mostBytes, (await processFigures(server.pid)).rssBytes);
  }
  const tookMs = performance.now() - startedMs;
  // The server has let go of it; whether this end has noticed, paused as it is, does not matter.
  socket.terminate();
  return [
    {
      name: 'a socket that never reads: closed after',
      unit: 's',
      value: tookMs / 1_000,
      note: `${asked} queries asked`,
    },
    {
      name: 'a socket that never reads: resident set grew by',
      unit: 'MB',
      value: Math.max(0, mostBytes - before.rssBytes) / 1e6,
    },
  ];
}

async function openSockets(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`);
  return Number(/queryloom_ws_connections\{kind="query-stream"\} (\d+)/.exec(await answer.text())?.[1] ?? 0);
}

function row(name: string, durationsMs: readonly number[]): BenchRow {
  const at = (share: number): number => percentile(durationsMs, share);
  return {
    name,
    unit: 'ms',
    value: at(0.5),
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    note: `${durationsMs.length} queries`,
  };
}
