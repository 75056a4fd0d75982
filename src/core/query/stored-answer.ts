import type { ChunkRecord } from '../../ports/document-store.ts';
import type { QueryAnswer, Source } from './query-answer.ts';

/** Rises when the stored shape changes, so that older rows are told apart. */
const STORED_VERSION = 1;

/** A source as history keeps it: where the text stands, not the text, so that a deleted document leaves nothing behind here. */
type StoredSource = Omit<Source, 'text'>;
type StoredAnswer = Omit<QueryAnswer, 'sources' | 'trace'> & {
  readonly version: number;
  readonly sources: readonly StoredSource[];
};

export function storeAnswer({ sources, trace: _trace, ...answer }: QueryAnswer): string {
  const stored: StoredAnswer = {
    ...answer,
    version: STORED_VERSION,
    sources: sources.map(({ text: _text, ...source }) => source),
  };
  return JSON.stringify(stored);
}

/** What is put in place of a response whose documents may not be shown any more. */
export const WITHHELD = 'This answer quoted a document that has since been deleted, changed or disabled; ask again.';

export type RestoredAnswer = Omit<QueryAnswer, 'trace'> & { readonly withheld: boolean };

/**
 * The answer with its sources' text read anew. Sources whose chunk is gone (deleted, changed or disabled documents) drop
 * out, and when the response quoted one of them the response is withheld as well. Insights and suggestions may come from any
 * passage that was read, so one source that is gone takes them all.
 */
export function restoreAnswer(json: string, chunks: readonly ChunkRecord[]): RestoredAnswer {
  const { version: _version, ...stored }: StoredAnswer = JSON.parse(json);
  const texts = new Map(chunks.map((chunk) => [chunk.chunk, chunk.text]));
  const sources = stored.sources.flatMap((source) => {
    const text = texts.get(source.chunk);
    return text === undefined ? [] : [{ ...source, text }];
  });
  const kept = new Set(sources.map(({ rank }) => rank));
  const withheld = stored.sources.length > 0 && quotedSources(stored).some((source) => !kept.has(source));
  const whole = sources.length === stored.sources.length;
  return {
    ...stored,
    insights: whole ? stored.insights : null,
    followUps: whole ? stored.followUps : [],
    relatedQueries: whole ? stored.relatedQueries : [],
    sources,
    response: withheld ? WITHHELD : stored.response,
    citations: withheld ? [] : stored.citations,
    withheld,
  };
}

/**
 * Ranks of the sources whose words stand in the response: the cited ones; without any, the nearest, which is named by its title. The
 * figures of an analysis are worked out from every passage that was read.
 */
export function quotedSources({
  citations,
  sources,
  toolUsed,
}: Pick<StoredAnswer, 'citations' | 'sources' | 'toolUsed'>): readonly number[] {
  if (toolUsed === 'analyze') return sources.map(({ rank }) => rank);
  return citations.length === 0 ? sources.slice(0, 1).map(({ rank }) => rank) : citations.map(({ source }) => source);
}

/** The chunk keys a stored answer points at. */
export function storedChunks(json: string): readonly number[] {
  const stored: StoredAnswer = JSON.parse(json);
  return stored.sources.map(({ chunk }) => chunk);
}
