import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { NewDocument } from '../../src/core/ingest/new-document.ts';
import { generateCorpus } from '../corpus.ts';
import { type IngestBed, openIngestBed } from '../ingest-bed.ts';
import type { RestartFigures } from '../restart-figures.ts';
import type { BenchOptions, BenchRow, BenchSuite } from '../suite.ts';

const SCOPE = { tenant: 'bench', collection: 'default' };
const WORDS_PER_PASSAGE = 150;
const CALL_DOCUMENTS = 1_000;
const VOCABULARY = 50_000;
const MIB = 1024 * 1024;

/** In passages of 150 words; the chunker makes its own cuts, up to 200 words. */
type Load = { readonly passages: number; readonly passagesPerDocument: number };

/** Text to searchable, with the real records and indexes, and what is left of it after a restart. */
export const suite: BenchSuite = { name: 'ingest', run };

async function run({ quick, signal }: BenchOptions): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const passages = quick ? 8_000 : 20_000;
  for (const passagesPerDocument of [1, 10]) {
    signal?.throwIfAborted();
    rows.push(...(await measure({ passages, passagesPerDocument })));
  }
  if (!quick) rows.push(...(await measure({ passages: 130_000, passagesPerDocument: 4 })));
  return rows;
}

async function measure(load: Load): Promise<BenchRow[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'queryloom-bench-'));
  try {
    const named = (row: BenchRow): BenchRow => ({
      ...row,
      name: `${load.passagesPerDocument} passages a document: ${row.name}`,
    });
    return [...(await ingest(dataDir, load)), ...(await restart(dataDir))].map(named);
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

async function ingest(dataDir: string, load: Load): Promise<BenchRow[]> {
  const bed = await openIngestBed(dataDir, 1);
  const calls = [...callsOf(load)];
  bed.ingests.start();
  await warmUp(bed.ingests, calls[0] ?? []);
  const cpuBefore = process.cpuUsage();
  const beganMs = performance.now();
  const accepted: string[] = [];
  for (const documents of calls) accepted.push((await bed.ingests.accept(SCOPE.tenant, documents)).ingestId);
  const acceptedMs = performance.now() - beganMs;
  for (const ingestId of accepted)
    await bed.ingests.waitUntilFinished(SCOPE.tenant, ingestId, new AbortController().signal);
  const seconds = (performance.now() - beganMs) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  await bed.close();
  return [
    {
      name: 'text to searchable',
      unit: 'chunks/s',
      value: load.passages / seconds,
      note: 'of 150 words, one index worker',
    },
    {
      name: 'text to searchable, a core',
      unit: 'chunks/s',
      value: (load.passages * 1e6) / (user + system),
      note: 'by CPU time of all threads',
    },
    { name: 'accepted', unit: 'documents/s', value: (calls.flat().length * 1_000) / acceptedMs },
  ];
}

/** The first call once before the clock starts, under other ids: threads are up and code is warm, as in a server that runs. */
async function warmUp(ingests: IngestBed['ingests'], call: readonly NewDocument[]): Promise<void> {
  const documents = call.map((document) => ({ ...document, documentId: `warm-up-${document.documentId}` }));
  const { ingestId } = await ingests.accept(SCOPE.tenant, documents);
  await ingests.waitUntilFinished(SCOPE.tenant, ingestId, new AbortController().signal);
}

async function restart(dataDir: string): Promise<BenchRow[]> {
  const script = fileURLToPath(new URL('../restart-figures.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, dataDir]);
  const { chunks, wallMs, cpuMs, rssBytes, indexBytes }: RestartFigures = JSON.parse(stdout);
  const each = `${chunks} chunks, ${Math.round((cpuMs * 1_000) / chunks)} µs of CPU time each`;
  return [
    { name: 'restart: indexes rebuilt', unit: 'ms', value: wallMs, note: each },
    { name: 'restart: CPU time', unit: 'ms', value: cpuMs },
    { name: 'restart: RSS', unit: 'MiB', value: rssBytes / MIB, note: 'of the whole process' },
    { name: 'memory of the indexes', unit: 'MiB', value: indexBytes / MIB },
    { name: 'bytes on disk', unit: 'bytes/chunk', value: (await bytesIn(dataDir)) / chunks },
  ];
}

function* callsOf({ passages, passagesPerDocument }: Load): Generator<NewDocument[]> {
  const documents = Math.round(passages / passagesPerDocument);
  const wordsPerDocument = WORDS_PER_PASSAGE * passagesPerDocument;
  let call: NewDocument[] = [];
  let index = 0;
  for (const document of generateCorpus({ documents, wordsPerDocument, vocabulary: VOCABULARY, seed: 7 })) {
    call.push(toDocument(document, index++));
    if (call.length < CALL_DOCUMENTS) continue;
    yield call;
    call = [];
  }
  if (call.length > 0) yield call;
}

function toDocument({ title, text }: { title: string; text: string }, index: number): NewDocument {
  return {
    ...{ documentId: `document-${index}`, scope: SCOPE, title, uri: null, tags: ['bench'], metadata: { index } },
    ...{ contentType: 'text/plain', content: text },
  };
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
