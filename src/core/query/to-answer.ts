import { defined } from '../../shared/assert.ts';
import type { QueryAnswer, Source } from './query-answer.ts';
import type { QueryState } from './query-state.ts';
import type { Trace } from './trace.ts';

/** The answer at the end of a walk: the one that was cached, or what the stages added up to. */
export function toAnswer(state: QueryState, trace: Trace, embeddingScales: readonly number[]): QueryAnswer {
  const own = {
    queryId: state.queryId,
    queryText: state.request.text,
    durationMs: trace.durationMs,
    timestampMs: trace.startedAtMs,
    cache: defined(state.cache, 'every pattern asks the cache'),
    trace,
  };
  if (state.cached !== undefined) return { ...state.cached, ...own };
  const answer = defined(state.answer, 'every pattern answers');
  const sources = sourcesOf(state);
  return {
    ...own,
    collection: state.scope.collection,
    response: answer.response,
    answered: answer.answered,
    confidence: answer.confidence,
    toolUsed: answer.tool,
    toolReason: answer.reason,
    patternUsed: state.pattern.name,
    routing: defined(state.route, 'every pattern is routed'),
    sources,
    citations: answer.citations.map(({ source, start, end }) => ({
      source,
      documentId: defined(sources[source - 1], 'a citation points at a source').documentId,
      start,
      end,
    })),
    enhancements: state.understanding?.enhancements ?? [],
    embeddingScales: embeddingScales.filter((scale) => scale <= state.pattern.settings.denseDimensions),
    degraded: state.degraded,
    insights: state.insights ?? null,
    followUps: state.followUps ?? [],
    relatedQueries: state.relatedQueries ?? [],
  };
}

/** The passages of a query as its answer shows them. */
export function sourcesOf({ passages = [] }: QueryState): readonly Source[] {
  return passages.map(({ documentId, chunk, title, uri, score, text, start, end, headings }, i) => ({
    rank: i + 1,
    documentId,
    chunk,
    title,
    uri,
    score,
    text,
    start,
    end,
    headings,
  }));
}
