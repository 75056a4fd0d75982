import type { ProcessedDocument, RawDocument } from '../../ports/document-processor.ts';
import { type BatchReply, type BatchRequest, type Failure, toFailure } from './document-messages.ts';
import { buffersOf, packBatch } from './packed-batch.ts';
import { serveRequests } from './serve-requests.ts';

/** The thread's side of `createWorkerProcessor`: reads documents one after another. One that fails leaves the others as they are. */
export function serveDocuments(process: (document: RawDocument) => Promise<ProcessedDocument>): void {
  serveRequests<BatchRequest, BatchReply>(async ({ documents }) => {
    const processed: ProcessedDocument[] = [];
    const failures: (Failure | null)[] = [];
    for (const document of documents) {
      try {
        processed.push(await process(document));
        failures.push(null);
      } catch (error) {
        failures.push(toFailure(error));
      }
    }
    const batch = packBatch(processed);
    return { reply: { batch, failures }, transfer: buffersOf(batch) };
  });
}
