import type { ProcessedDocument, RawDocument } from '../../ports/document-processor.ts';
import { type BatchReply, type BatchRequest, type Failure, toFailure } from './document-messages.ts';
import { buffersOf, packBatch } from './packed-batch.ts';
import { serveRequests } from './serve-requests.ts';
import { StrayRejections } from './stray-rejections.ts';

/** The thread's side of `createWorkerProcessor`: reads documents one after another. One that fails leaves the others as they are. */
export function serveDocuments(read: (document: RawDocument) => Promise<ProcessedDocument>): void {
  const strays = new StrayRejections();
  serveRequests<BatchRequest, BatchReply>(async ({ documents }) => {
    const processed: ProcessedDocument[] = [];
    const failures: (Failure | null)[] = [];
    for (const document of documents) {
      try {
        const result = await read(document);
        const warnings = strays.take();
        processed.push(warnings.length === 0 ? result : { ...result, warnings: [...result.warnings, ...warnings] });
        failures.push(null);
      } catch (error) {
        strays.take();
        failures.push(toFailure(error));
      }
    }
    const batch = packBatch(processed);
    return { reply: { batch, failures }, transfer: buffersOf(batch) };
  });
}
