import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createStaticEmbedder } from '../../src/adapters/static-embedder/static-embedder.ts';
import { loadTokenTable } from '../../src/adapters/static-embedder/token-table.ts';
import { MODEL_FOLDER } from '../../src/compose/model-folder.ts';
import { BackgroundVectors } from '../../src/core/learning/background-vectors.ts';
import { LearnFromHistory } from '../../src/core/learning/learn-from-history.ts';
import { LearnedQueries } from '../../src/core/learning/learned-queries.ts';
import { NextQueries } from '../../src/core/learning/next-queries.ts';
import { AddedSuggestions } from '../../src/features/suggestions/added-suggestions.ts';
import { suggest } from '../../src/features/suggestions/suggest.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { answeredQuery } from '../../test/support/history-rows.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { startServer } from '../../test/support/start-server.ts';
import { generateCorpus, generateQueries } from '../corpus.ts';
import { type IngestBed, openIngestBed } from '../ingest-bed.ts';
import { HttpClient } from '../load/http-client.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';
import { latencyRow, timesOf } from '../timing.ts';

const SCOPE = { tenant: 'default', collection: 'default' };
const SEED = 7;
const VOCABULARY = 50_000;
const CALL_DOCUMENTS = 1_000;
/** Words of a document: short, because its names are what matters here. */
const DOCUMENT_WORDS = 30;
const SESSION_QUERIES = 5;
const NANOSECONDS_PER_MS = 1e6;

/** Suggestions over as many documents and past queries as the contract speaks of: what learning costs at start, then every key of people who type. */
export const suite: BenchSuite = { name: 'suggestions', run };

async function run({ quick, signal }: BenchOptions): Promise<BenchRow[]> {
  const size = quick ? 10_000 : 100_000;
  const count = quick ? 500 : 5_000;
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-bench-'));
  try {
    const texts = generateQueries({ queries: size, vocabulary: VOCABULARY, seed: SEED });
    const typed = typing(texts, count + 200);
    const bed = await openIngestBed(dataDir, 1);
    const rows: BenchRow[] = [];
    try {
      await bed.indexes.rebuild(bed.documents, AbortSignal.timeout(60_000));
      await addDocuments(bed, size);
      await addHistory(bed, texts);
      rows.push(...(await engine(bed, { typed, count, signal })));
    } finally {
      await bed.close();
    }
    return [...rows, ...(await overHttp(dataDir, { typed, count, signal }))];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

type Load = { readonly typed: readonly string[]; readonly count: number; readonly signal: AbortSignal | undefined };

/** Documents that each name somebody or something of their own. */
async function addDocuments({ ingests }: IngestBed, documents: number): Promise<void> {
  ingests.start();
  const corpus = generateCorpus({ documents, wordsPerDocument: DOCUMENT_WORDS, vocabulary: VOCABULARY, seed: SEED });
  let batch: Parameters<typeof ingests.accept>[1][number][] = [];
  let index = 0;
  const send = async (): Promise<void> => {
    const { ingestId } = await ingests.accept(SCOPE.tenant, batch);
    await ingests.waitUntilFinished(SCOPE.tenant, ingestId, AbortSignal.timeout(600_000));
    batch = [];
  };
  for (const { title, text } of corpus) {
    const name = title.split(' ').slice(0, 2).map(capital).join(' ');
    const content = `This is what they wrote of ${name} and of others. ${text}`;
    const given = { title, uri: null, tags: [], metadata: {}, contentType: 'text/plain' };
    batch.push({ documentId: `d-${index++}`, scope: SCOPE, content, ...given });
    if (batch.length === CALL_DOCUMENTS) await send();
  }
  if (batch.length > 0) await send();
}

async function addHistory({ records, search }: IngestBed, texts: readonly string[]): Promise<void> {
  const partition = search.catalogue.open(SCOPE);
  for (const [i, text] of texts.entries()) {
    const sessionId = `s${Math.floor(i / SESSION_QUERIES)}`;
    const citedChunks = [partition.chunkAt(i % partition.ordinalLimit)];
    const query = answeredQuery(text, { sessionId, citedChunks, timestampMs: systemClock.now() - texts.length + i });
    const { backend: _b, entities: _e, degraded: _d, durationsByStage: _s, trace: _t, ...summary } = query;
    await records.history.append({ ...summary, answer: '{}', trace: '{}' });
    if (i % CALL_DOCUMENTS === 0) await records.history.flush();
  }
  await records.history.flush();
}

async function engine({ records, search }: IngestBed, { typed, count, signal }: Load): Promise<BenchRow[]> {
  const time = { clock: systemClock, scheduler: systemScheduler };
  const learned = new LearnedQueries(search.catalogue);
  const past = new LearnFromHistory({ learned, history: records.history, ...time, onError: fail });
  const held = await learning(past);
  const embedder = createStaticEmbedder(await loadTokenTable(MODEL_FOLDER));
  const vectors = new BackgroundVectors({ embedder, scheduler: systemScheduler });
  const next = new NextQueries({ learned, embedder, vectors, clock: systemClock });
  const added = new AddedSuggestions({ saved: records.saved, clock: systemClock });
  const ports = { learned, next, lexicon: search.lexicon, added, clock: systemClock };
  const ask = (context: string | null) => (i: number) =>
    suggest(ports, { scope: SCOPE, prefix: typed[i] ?? '', limit: 10, context, session: null });
  const keys = await timesOf(ask(null), { count, warm: 200, signal });
  const empty = await timesOf(
    () => suggest(ports, { scope: SCOPE, prefix: '', limit: 10, context: null, session: null }),
    {
      count: 500,
      warm: 50,
      signal,
    },
  );
  const after = await timesOf(ask(typed[0] ?? ''), { count: Math.min(count, 1_000), warm: 50, signal });
  return [
    ...held,
    latencyRow('a key, in the engine', keys),
    latencyRow('nothing typed, in the engine', empty),
    latencyRow('a key, with the question before, in the engine', after),
  ];
}

/** What learning from the whole history takes, and how long it holds the event loop at a time. */
async function learning(past: LearnFromHistory): Promise<BenchRow[]> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const beforeBytes = process.memoryUsage().heapUsed;
  const startMs = performance.now();
  delay.enable();
  past.start();
  await past.settled();
  delay.disable();
  const at = (share: number): number => Math.max(0, delay.percentile(share) / NANOSECONDS_PER_MS - 1);
  return [
    { name: 'learning from history at start', unit: 's', value: (performance.now() - startMs) / 1_000 },
    {
      name: 'event loop held meanwhile',
      unit: 'ms',
      value: at(99),
      p50: at(50),
      p95: at(95),
      p99: at(99),
      note: `longest ${(delay.max / NANOSECONDS_PER_MS).toFixed(1)} ms`,
    },
    {
      name: 'heap of what was learned, garbage included',
      unit: 'MB',
      value: (process.memoryUsage().heapUsed - beforeBytes) / 1e6,
    },
  ];
}

async function overHttp(dataDir: string, { typed, count, signal }: Load): Promise<BenchRow[]> {
  const server = await startServer({ dataDir, startMs: 300_000 });
  const client = new HttpClient(server.url, 1);
  try {
    const ask = async (i: number): Promise<void> => {
      const { status } = await client.send('GET', `/api/suggestions?prefix=${encodeURIComponent(typed[i] ?? '')}`);
      if (status !== 200) throw new Error(`a suggestion was refused with ${status}`);
    };
    await learnedAll(client, typed);
    return [latencyRow('a key, over HTTP', await timesOf(ask, { count, warm: 200, signal }))];
  } finally {
    client.close();
    await server.stop();
  }
}

/** Asks until what was asked last in the history is suggested: then all of it was learned. */
async function learnedAll(client: HttpClient, typed: readonly string[]): Promise<void> {
  const last = typed.at(-1) ?? '';
  for (let tries = 0; tries < 600; tries++) {
    const { body } = await client.send('GET', `/api/suggestions?detail=true&prefix=${encodeURIComponent(last)}`);
    if (body.includes('"popular"')) return;
    await systemScheduler.sleep(100);
  }
  throw new Error('the history was not learned within a minute');
}

/** What stands in the field at a random moment: the beginning of a question or of a word inside one. The last is a whole question, the last asked. */
function typing(texts: readonly string[], count: number): readonly string[] {
  const random = seededRandom(SEED);
  const typed = Array.from({ length: count }, () => {
    const text = texts[Math.floor(random() * texts.length)] ?? '';
    const words = text.split(' ');
    const from = random() < 0.5 ? 0 : Math.floor(random() * words.length);
    const rest = words.slice(from).join(' ');
    return rest.slice(0, 1 + Math.floor(random() * rest.length));
  });
  return [...typed, texts.at(-1) ?? ''];
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function fail(error: unknown): never {
  throw error;
}
