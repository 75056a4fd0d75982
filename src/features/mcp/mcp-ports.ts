import type { IngestService } from '../../core/ingest/ingest-service.ts';
import type { QueryService } from '../../core/query/query-service.ts';
import type { ContentSniffer } from '../../ports/document-parser.ts';
import type { DocumentStore } from '../../ports/document-store.ts';

/** What the tools and resources of the protocol need; the documents only to read. */
export type McpPorts = {
  readonly version: string;
  readonly queries: QueryService;
  readonly ingests: IngestService;
  readonly documents: Pick<DocumentStore, 'get' | 'list' | 'text'>;
  readonly sniffer: ContentSniffer;
};
