import { type StaticTokenTable, shareTokenTable } from '../adapters/static-embedder/shared-token-table.ts';
import { createWorkerProcessor } from '../adapters/worker-threads/worker-processor.ts';
import type { DocumentProcessor } from '../ports/document-processor.ts';
import { systemScheduler } from '../shared/scheduler.ts';
import type { IngestThreadData } from './ingest-thread.ts';

/** Parses, chunks, analyses and embeds documents on `workers` threads that share the embedding table. */
export function createDocumentProcessor(options: {
  readonly table: StaticTokenTable;
  readonly workers: number;
}): DocumentProcessor {
  const workerData: IngestThreadData = { table: shareTokenTable(options.table) };
  const entry = new URL('./ingest-thread.ts', import.meta.url);
  return createWorkerProcessor({ entry, workerData, threads: options.workers, scheduler: systemScheduler });
}
