import type { Chunk, ChunkFeatures } from '../../src/ports/document-processor.ts';
import type {
  CommitOutcome,
  DocumentListOptions,
  DocumentStore,
  PendingItem,
  RevisionCommit,
  Submission,
} from '../../src/ports/document-store.ts';
import type { HistoryFilter, HistoryRecord } from '../../src/ports/history-store.ts';
import type { NewSavedItem, SavedListOptions } from '../../src/ports/saved-store.ts';
import { defined } from '../../src/shared/assert.ts';

/** A submission whose hash follows from its content, for tests to vary. */
export function submissionOf(documentId: string, change: Partial<Submission> = {}): Submission {
  const content = change.content ?? `Text of ${documentId}.`;
  return {
    documentId,
    scope: { tenant: 'acme', collection: 'notes' },
    title: `Title of ${documentId}`,
    uri: null,
    tags: [],
    metadata: {},
    contentType: 'text/plain',
    contentHash: `hash:${typeof content === 'string' ? content : content.join(',')}`,
    ...change,
    content,
  };
}

/** Features that tell chunks apart; not what an analyser would make of the text. */
export function featuresOf(text: string): ChunkFeatures {
  const terms = [...new Set(text.toLowerCase().match(/\p{L}+|\d+/gu) ?? [])];
  const body = Uint16Array.from(terms, (_, i) => i);
  return {
    scale: 1 / 32_767,
    values: Int16Array.from([text.length, -text.length, 32_767, -32_768]),
    lexical: { terms, title: body.slice(0, 1), body },
    pieces: Uint16Array.from([text.length, 65_535]),
  };
}

/** The item as a processor would give it back: one passage a sentence. */
export function processed(pending: PendingItem, change: Partial<RevisionCommit> = {}): RevisionCommit {
  const text = change.text ?? (typeof pending.content === 'string' ? pending.content : 'Text of bytes.');
  const chunks = change.chunks ?? sentencesOf(text);
  return {
    pending,
    title: pending.title,
    language: 'en',
    warnings: [],
    features: chunks.map((chunk) => featuresOf(chunk.text)),
    lexicon: { entities: [{ text: pending.title, count: 1 }], abbreviations: [] },
    ...change,
    text,
    chunks,
  };
}

/** Accepts the submissions and makes them searchable; gives back what `commit` answered, in their order. */
export async function indexAll(
  documents: DocumentStore,
  ingestId: string,
  submissions: readonly Submission[],
  nowMs = 1_000,
): Promise<readonly CommitOutcome[]> {
  const tenant = submissions[0]?.scope.tenant ?? 'acme';
  await documents.accept({ ingestId, tenant, submissions, nowMs });
  const items = await pendingOf(documents, ingestId);
  return documents.commit(
    items.map((item) => processed(item)),
    nowMs,
  );
}

/** `indexAll` for one submission that is new. */
export async function indexOne(
  documents: DocumentStore,
  ingestId: string,
  submission: Submission,
  nowMs = 1_000,
): Promise<CommitOutcome> {
  const [outcome] = await indexAll(documents, ingestId, [submission], nowMs);
  return defined(outcome, 'the submission is new');
}

/** What waits of one ingest. */
export async function pendingOf(documents: DocumentStore, ingestId: string): Promise<readonly PendingItem[]> {
  return (await documents.pending(1_000)).filter((item) => item.ingestId === ingestId);
}

/** A page of everything, for tests to narrow. */
export function listOptions(change: Partial<DocumentListOptions> = {}): DocumentListOptions {
  return { collection: null, tag: null, status: null, limit: 100, after: null, ...change };
}

export function historyOf(queryId: string, change: Partial<HistoryRecord> = {}): HistoryRecord {
  return {
    queryId,
    tenant: 'acme',
    collection: 'notes',
    userId: null,
    sessionId: null,
    text: `question ${queryId}`,
    responsePreview: 'preview',
    citedChunks: [],
    answered: true,
    confidence: 0.5,
    durationMs: 1.5,
    timestampMs: 1_000,
    patternUsed: 'fast',
    toolUsed: 'answer',
    cacheHit: false,
    answer: '{}',
    trace: '[]',
    ...change,
  };
}

export function historyFilter(change: Partial<HistoryFilter> = {}): HistoryFilter {
  return {
    userId: null,
    pattern: null,
    tool: null,
    minConfidence: null,
    maxConfidence: null,
    sinceMs: null,
    untilMs: null,
    ...change,
  };
}

export function savedOf(itemId: string, change: Partial<NewSavedItem> = {}): NewSavedItem {
  return {
    tenant: 'acme',
    kind: 'note',
    itemId,
    rank: 0,
    label: `label of ${itemId}`,
    tags: [],
    body: JSON.stringify({ about: itemId }),
    ...change,
  };
}

/** A page of everything that is saved, for tests to narrow. */
export function savedListOptions(change: Partial<SavedListOptions> = {}): SavedListOptions {
  return { search: null, tags: [], limit: 200, after: null, ...change };
}

function sentencesOf(text: string): readonly Chunk[] {
  return [...text.matchAll(/[^.]+\.?/g)].map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
    headings: ['Part', `Sentence ${match.index}`],
  }));
}
