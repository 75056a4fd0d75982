import type { ProcessedDocument, RawDocument } from '../../ports/document-processor.ts';
import { type BatchReply, type BatchRequest, type DocumentReply, toFailure } from './document-messages.ts';
import { buffersOf, packDocument } from './packed-document.ts';
import { serveRequests } from './serve-requests.ts';

/** The thread's side of `createWorkerProcessor`: reads documents one after another. One that fails leaves the others as they are. */
export function serveDocuments(process: (document: RawDocument) => Promise<ProcessedDocument>): void {
  serveRequests<BatchRequest, BatchReply>(async ({ documents }) => {
    const reply: DocumentReply[] = [];
    for (const document of documents) reply.push(await answer(process, document));
    return { reply, transfer: reply.flatMap((one) => ('document' in one ? buffersOf(one.document) : [])) };
  });
}

async function answer(
  process: (document: RawDocument) => Promise<ProcessedDocument>,
  document: RawDocument,
): Promise<DocumentReply> {
  try {
    return { document: packDocument(await process(document)) };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}
