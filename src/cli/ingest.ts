import { setTimeout as delay } from 'node:timers/promises';
import { openSourceReader } from '../compose/web-sources.ts';
import { readSettings } from '../config/env.ts';
import type { SourceReader } from '../ports/source-reader.ts';
import { isRecord } from '../shared/is-record.ts';
import { type Door, openDoor } from './door.ts';
import { printJson, text } from './print.ts';
import { openProgress } from './progress.ts';
import { type OutgoingDocument, readSource } from './read-sources.ts';

export type IngestOptions = {
  readonly url?: string;
  readonly json?: boolean;
  readonly collection?: string;
  readonly tag?: readonly string[];
  /** Hosts of web addresses that need not be public. */
  readonly allowPrivate?: readonly string[];
};

/** One call's worth of documents: enough to spare round trips, small enough to keep memory flat. */
const CALL_DOCUMENTS = 200;
const CALL_BYTES = 8 * 1024 * 1024;
/** Calls that wait to be indexed at once. */
const CALLS_OPEN_MAX = 4;
const POLL_MS = 100;
/** Problems printed at the end; the counts go on. */
const PROBLEMS_SHOWN = 20;

type Problem = { readonly place: string; readonly reason: string };
type Tally = { accepted: number; unchanged: number; indexed: number; failed: number; readonly problems: Problem[] };

/** `queryloom ingest <sources…>`: reads, sends and waits until all is searchable. Exit code 1 when anything was left out. */
export async function ingest(sources: readonly string[], options: IngestOptions): Promise<number> {
  const web = openSourceReader({ privateHosts: options.allowPrivate ?? [] });
  const door = await openDoor(options.url, readSettings());
  const progress = openProgress('indexed', { quiet: options.json === true });
  const tally: Tally = { accepted: 0, unchanged: 0, indexed: 0, failed: 0, problems: [] };
  try {
    await new Sender(door, tally, progress.update).sendAll(sources, web, options);
  } finally {
    progress.done();
    await door.close();
  }
  report(tally, door.place, options.json === true);
  return tally.problems.length === 0 ? 0 : 1;
}

class Sender {
  readonly #door: Door;
  readonly #tally: Tally;
  readonly #update: (count: number, total: number) => void;
  readonly #open: { readonly ingestId: string; indexed: number }[] = [];

  constructor(door: Door, tally: Tally, update: (count: number, total: number) => void) {
    this.#door = door;
    this.#tally = tally;
    this.#update = update;
  }

  async sendAll(sources: readonly string[], web: SourceReader, options: IngestOptions): Promise<void> {
    let batch: OutgoingDocument[] = [];
    let bytes = 0;
    for (const source of sources) {
      for await (const found of readSource(source, web)) {
        if ('skipped' in found) {
          this.#tally.problems.push({ place: found.skipped, reason: found.reason });
          continue;
        }
        if (batch.length >= CALL_DOCUMENTS || (bytes + found.bytes > CALL_BYTES && batch.length > 0)) {
          await this.#send(batch);
          batch = [];
          bytes = 0;
        }
        batch.push(withOptions(found.document, options));
        bytes += found.bytes;
      }
    }
    if (batch.length > 0) await this.#send(batch);
    while (this.#open.length > 0) await this.#follow();
  }

  async #send(documents: readonly OutgoingDocument[]): Promise<void> {
    while (this.#open.length >= CALLS_OPEN_MAX) await this.#follow();
    const { status, body } = await this.#door.call('POST', '/api/documents', { documents });
    if (status !== 202 && status !== 200) return this.#refused(documents, body);
    if (!isRecord(body)) return;
    this.#tally.accepted += Number(body['accepted'] ?? 0);
    const rejected = Array.isArray(body['rejected']) ? body['rejected'].filter(isRecord) : [];
    for (const { index, detail } of rejected)
      this.#tally.problems.push({ place: placeOf(documents[Number(index)]), reason: text(detail) });
    this.#open.push({ ingestId: text(body['ingest_id']), indexed: 0 });
  }

  /** The whole call was refused: each document that is named by an issue is a problem, or the call is. */
  #refused(documents: readonly OutgoingDocument[], body: unknown): void {
    const issues = isRecord(body) && Array.isArray(body['issues']) ? body['issues'].filter(isRecord) : [];
    for (const issue of issues) {
      const index = /^documents\.(\d+)/.exec(text(issue['path']))?.[1];
      this.#tally.problems.push({ place: placeOf(documents[Number(index ?? 0)]), reason: text(issue['message']) });
    }
    if (issues.length === 0)
      this.#tally.problems.push({
        place: `${documents.length} documents`,
        reason: isRecord(body) ? text(body['detail']) : text(body),
      });
  }

  /** Looks at the oldest open call once; closes it when it has ended. */
  async #follow(): Promise<void> {
    const call = this.#open[0];
    if (call === undefined) return;
    const { body } = await this.#door.call('GET', `/api/ingests/${call.ingestId}`);
    if (!isRecord(body)) return;
    this.#tally.indexed += Number(body['indexed'] ?? 0) - call.indexed;
    call.indexed = Number(body['indexed'] ?? 0);
    this.#update(this.#tally.indexed, this.#tally.accepted);
    if (body['state'] === 'queued' || body['state'] === 'running') return delay(POLL_MS);
    this.#tally.failed += Number(body['failed'] ?? 0);
    this.#tally.unchanged += Number(body['unchanged'] ?? 0);
    const errors = Array.isArray(body['errors']) ? body['errors'].filter(isRecord) : [];
    for (const error of errors)
      this.#tally.problems.push({ place: text(error['document_id']), reason: text(error['detail']) });
    this.#open.shift();
  }
}

function withOptions(document: OutgoingDocument, { collection, tag }: IngestOptions): OutgoingDocument {
  return {
    ...document,
    ...(collection === undefined ? {} : { collection }),
    ...(tag === undefined ? {} : { tags: tag }),
  };
}

function placeOf(document: OutgoingDocument | undefined): string {
  return text(document?.['uri'] ?? document?.['id'] ?? document?.['title'] ?? 'a document');
}

function report(tally: Tally, place: string, json: boolean): void {
  if (json) {
    printJson({ ...tally, place });
    return;
  }
  console.log(`${tally.indexed} indexed, ${tally.unchanged} unchanged, ${tally.failed} failed, into ${place}`);
  for (const { place: where, reason } of tally.problems.slice(0, PROBLEMS_SHOWN))
    console.error(`  left out: ${where}: ${reason}`);
  const more = tally.problems.length - PROBLEMS_SHOWN;
  if (more > 0) console.error(`  and ${more} more`);
}
