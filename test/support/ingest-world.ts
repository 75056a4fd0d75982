import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteRecordStore } from '../../src/adapters/sqlite/open-record-store.ts';
import { createIndexSet } from '../../src/core/ingest/index-set.ts';
import type { IngestObserver } from '../../src/core/ingest/ingest-observer.ts';
import { type IngestPorts, IngestService } from '../../src/core/ingest/ingest-service.ts';
import type { NewDocument } from '../../src/core/ingest/new-document.ts';
import { processDocument } from '../../src/core/ingest/process-document.ts';
import type { DocumentParser } from '../../src/ports/document-parser.ts';
import type { DocumentProcessor, RawDocument } from '../../src/ports/document-processor.ts';
import type { RecordStore } from '../../src/ports/record-store.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { CodedError } from '../../src/shared/errors.ts';
import { systemRandom } from '../../src/shared/ids.ts';
import { systemScheduler } from '../../src/shared/scheduler.ts';
import { SCOPE, searchWorld } from './search-world.ts';
import type { wordModel } from './word-model.ts';

/** Takes text as one paragraph, and refuses what says so. */
const plainParser: DocumentParser = {
  contentTypes: ['text/plain'],
  async parse({ content }) {
    const text = content.toString();
    if (text.includes('poison')) throw new CodedError('DOCUMENT_PARSE_FAILED', 'It is poisoned.');
    const blocks = [{ kind: 'paragraph' as const, start: 0, end: text.length, headings: [] }];
    return { title: null, text, blocks, links: [], warnings: [] };
  },
};

/** Processes documents in this thread; while `hold` is set, what contains its word waits for `release`. */
export class HeldProcessor implements DocumentProcessor {
  readonly #model: ReturnType<typeof wordModel>;
  readonly #held: PromiseWithResolvers<void>[] = [];
  #word: string | null = null;

  constructor(model: ReturnType<typeof wordModel>) {
    this.#model = model;
  }

  /** Documents that wait. */
  get heldCount(): number {
    return this.#held.length;
  }

  hold(word: string): void {
    this.#word = word;
  }

  release(): void {
    this.#word = null;
    for (const { resolve } of this.#held.splice(0)) resolve();
  }

  async process(document: RawDocument, signal?: AbortSignal) {
    signal?.throwIfAborted();
    if (this.#word !== null && document.content.toString().includes(this.#word)) await this.#wait(signal);
    const parts = { parserFor: () => plainParser, encode: this.#model.encode, languageOf: () => 'en' };
    return processDocument(document, parts);
  }

  async close(): Promise<void> {
    this.release();
  }

  #wait(signal?: AbortSignal): Promise<void> {
    const held = Promise.withResolvers<void>();
    this.#held.push(held);
    signal?.addEventListener('abort', () => held.reject(signal.reason), { once: true });
    return held.promise;
  }
}

export type IngestWorld = Awaited<ReturnType<typeof openIngestWorld>>;

/** A service over a data folder, with real records and indexes, as `compose` makes it; what an earlier one left is rebuilt first. */
export async function openIngestWorld(
  dataDir: string,
  change: {
    readonly ports?: Partial<IngestPorts>;
    readonly wrap?: (records: RecordStore) => RecordStore['documents'];
  } = {},
) {
  const records = await openSqliteRecordStore({ dataDir });
  const documents = change.wrap?.(records) ?? records.documents;
  const { model, ports, search } = searchWorld();
  const processor = new HeldProcessor(model);
  const told: Parameters<IngestObserver['retrying']>[0][] = [];
  const counts = { indexed: 0, failed: 0, unchanged: 0, deleted: 0 };
  const observer: IngestObserver = {
    documents: (status, count) => {
      counts[status] += count;
    },
    retrying: (failure) => {
      told.push(failure);
    },
  };
  const indexes = createIndexSet({ ...ports, clock: systemClock, scheduler: systemScheduler });
  const time = { clock: systemClock, scheduler: systemScheduler, random: systemRandom };
  const service = new IngestService({ documents, processor, indexes, ...time, observer, ...change.ports });
  const rebuilt = await indexes.rebuild(documents, new AbortController().signal);
  service.start();
  const close = async () => {
    await service.stop();
    await processor.close();
    await ports.vectors.close();
    await records.close();
  };
  return { service, documents, processor, indexes, ports, search, told, counts, rebuilt, close };
}

/** A document of the test tenant, plain text. */
export function newDocument(
  documentId: string | null,
  content: string,
  change: Partial<NewDocument> = {},
): NewDocument {
  return {
    ...{ documentId, scope: SCOPE, title: '', uri: null, tags: [], metadata: {}, contentType: 'text/plain', content },
    ...change,
  };
}

/** Makes data folders, and removes them and closes the worlds in them; call `cleanUp` after each test. */
export function ingestWorlds() {
  const folders: string[] = [];
  const worlds: IngestWorld[] = [];
  return {
    async folder(): Promise<string> {
      const folder = await mkdtemp(join(tmpdir(), 'queryloom-ingest-'));
      folders.push(folder);
      return folder;
    },
    async open(dataDir: string, change: Parameters<typeof openIngestWorld>[1] = {}): Promise<IngestWorld> {
      const world = await openIngestWorld(dataDir, change);
      worlds.push(world);
      return world;
    },
    async close(world: IngestWorld): Promise<void> {
      worlds.splice(worlds.indexOf(world), 1);
      await world.close();
    },
    async cleanUp(): Promise<void> {
      for (const world of worlds.splice(0)) await world.close();
      for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
    },
  };
}
