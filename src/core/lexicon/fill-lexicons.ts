import type { DocumentRecord, DocumentStore } from '../../ports/document-store.ts';
import type { Scheduler } from '../../shared/scheduler.ts';
import type { IndexSet } from '../ingest/index-set.ts';
import { LexiconFinder } from './find-lexicon.ts';

export type FillLexiconsPorts = {
  readonly documents: Pick<DocumentStore, 'withoutLexicon' | 'saveLexicon' | 'chunksOf'>;
  readonly indexes: Pick<IndexSet, 'setLexicon'>;
  readonly scheduler: Scheduler;
};

/** Documents asked for at once. */
const PAGE_DOCUMENTS = 64;
/** Passages read before other work has its turn: some half a millisecond. */
const PASSAGES_PER_TURN = 16;

/**
 * Finds the names of documents that were processed before names were kept, one after another behind the requests. Resolves
 * with how many; what is left when the signal ends it, or a process dies, the next start goes on with.
 */
export async function fillLexicons(ports: FillLexiconsPorts, signal: AbortSignal): Promise<number> {
  let filled = 0;
  let after: number | null = null;
  do {
    // Ends because every page's cursor lies behind the one before it.
    const { records, cursor } = await ports.documents.withoutLexicon(after, PAGE_DOCUMENTS);
    for (const record of records) {
      if (signal.aborted) return filled;
      if (await fillOne(ports, record)) filled++;
    }
    after = cursor;
  } while (after !== null);
  return filled;
}

/** False when the document has gone or changed meanwhile: then it has the lexicon of its new revision. */
async function fillOne({ documents, indexes, scheduler }: FillLexiconsPorts, record: DocumentRecord): Promise<boolean> {
  const { documentId, scope, title, indexedRevision } = record;
  if (indexedRevision === null) return false;
  const chunks = await documents.chunksOf(scope.tenant, documentId);
  const finder = new LexiconFinder(title);
  for (const [i, chunk] of chunks.entries()) {
    if (i % PASSAGES_PER_TURN === 0) await scheduler.yieldToLoop();
    finder.add(chunk);
  }
  const lexicon = finder.finish();
  const key = { tenant: scope.tenant, documentId, revision: indexedRevision };
  if (!(await documents.saveLexicon(key, lexicon))) return false;
  const keys = chunks.map(({ chunk }) => chunk);
  await indexes.setLexicon(record, keys, lexicon);
  return true;
}
