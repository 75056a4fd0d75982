import type { IngestService } from '../../core/ingest/ingest-service.ts';
import type { ContentSniffer } from '../../ports/document-parser.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Scheduler } from '../../shared/scheduler.ts';

/** What the operations on documents need; the store only to read, every change passes through the service. */
export type DocumentsPorts = {
  readonly ingests: IngestService;
  readonly documents: Pick<DocumentStore, 'get' | 'list' | 'text' | 'chunksOf'>;
  readonly sniffer: ContentSniffer;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Bytes of a body that adds documents. */
  readonly bodyBytesMax: number;
};
