import { writeSync } from 'node:fs';
import { openSqliteRecordStore } from '../../src/adapters/sqlite/open-record-store.ts';
import type { Submission } from '../../src/ports/document-store.ts';
import { CodedError } from '../../src/shared/errors.ts';
import type { CrashMode, CrashReport } from './crash-round.ts';
import { indexAll, submissionOf } from './records.ts';

/**
 * A process that writes until it is killed, or until a write fails. Run as `crash-writer.ts <data folder> <mode> <prefix>`. Each
 * acknowledged write is reported at once, with a blocking write, so a kill cannot take a report back.
 */
const STREAMS = 4;
const BATCH_DOCUMENTS = 20;
const UPSERTED_DOCUMENTS = 8;
/** No run lasts this long; it keeps a forgotten process from writing for ever. */
const TURNS_MAX = 100_000;

const [dataDir = '', mode = '', prefix = ''] = process.argv.slice(2);
const store = await openSqliteRecordStore({ dataDir });
const { documents } = store;
report({ kind: 'ready' });

const turns: Record<CrashMode, (stream: number, turn: number) => Promise<void>> = {
  single: (stream, turn) => index(`${prefix}-${stream}-${turn}`, [`${prefix}-${stream}-${turn}`]),
  batch: (stream, turn) =>
    index(
      `${prefix}-${stream}-${turn}`,
      Array.from({ length: BATCH_DOCUMENTS }, (_, i) => `${prefix}-${stream}-${turn}-${i}`),
    ),
  upsert: (stream, turn) => index(`${prefix}-${stream}-${turn}`, [`up-${stream}-${turn % UPSERTED_DOCUMENTS}`]),
  async delete(stream, turn) {
    const documentId = `${prefix}-${stream}-${turn}`;
    await index(documentId, [documentId]);
    report({ kind: 'deleting', documentId });
    await documents.delete('acme', documentId);
    report({ kind: 'deleted', documentId });
  },
};

const run = Object.entries(turns).find(([name]) => name === mode)?.[1];
if (run === undefined) throw new Error(`no mode ${mode}`);
await Promise.all(Array.from({ length: STREAMS }, (_, stream) => write(run, stream)));
report({ kind: 'closed', result: await settled(store.close()) });

/** Ends only by a kill or by a failure, which is reported; then whatever else is acknowledged is reported too. */
async function write(run: (stream: number, turn: number) => Promise<void>, stream: number): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    try {
      await run(stream, turn);
    } catch (error) {
      report({ kind: 'failed', code: error instanceof CodedError ? error.code : String(error) });
      await tryAgain(stream, turn);
      return;
    }
  }
}

async function tryAgain(stream: number, turn: number): Promise<void> {
  const check = await settled(store.check());
  report({ kind: 'after', check, write: await settled(index(`again-${stream}-${turn}`, [`again-${stream}-${turn}`])) });
}

function settled(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );
}

/** Every passage names its document and the text's version, so that mixed revisions are seen. */
async function index(ingestId: string, ids: readonly string[]): Promise<void> {
  const submissions = ids.map((documentId): Submission => {
    const content = `${Array.from({ length: 12 }, (_, i) => `Passage ${i} of ${documentId} in ${ingestId}`).join('. ')}.`;
    return submissionOf(documentId, { content });
  });
  const outcomes = await indexAll(documents, ingestId, submissions);
  for (const { record } of outcomes) {
    if (record === null) continue;
    report({ kind: 'indexed', documentId: record.documentId, revision: record.revision, ingestId });
  }
}

function report(line: CrashReport): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
