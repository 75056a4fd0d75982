import type { QueryAnswer, Source } from '../../core/query/query-answer.ts';
import type { SpanDetail } from '../../core/query/trace.ts';
import { stageDurations } from '../../core/query/trace.ts';
import { chunkId } from '../../shared/names.ts';
import { rounded } from '../../shared/round.ts';
import type { WireAnswer } from './answer-schema.ts';

/** What the asker wants to see of an answer. */
export type WireOptions = { readonly includeTrace: boolean; readonly includeSources: boolean };

/** The answer in the words of the wire contract. */
export function toWire(answer: QueryAnswer, options: WireOptions): WireAnswer {
  return {
    query_id: answer.queryId,
    query_text: answer.queryText,
    response: answer.response,
    answered: answer.answered,
    confidence: answer.confidence,
    tool_used: answer.toolUsed,
    tool_reason: answer.toolReason,
    pattern_used: answer.patternUsed,
    duration_ms: milliseconds(answer.durationMs),
    timestamp: new Date(answer.timestampMs).toISOString(),
    cache_hit: answer.cache.result !== 'miss',
    cache: {
      result: answer.cache.result,
      matched_query: answer.cache.matchedQuery,
      age_ms: answer.cache.ageMs,
      reason: answer.cache.reason,
    },
    routing: {
      backend: answer.routing.backend,
      query_type: answer.routing.queryType,
      strategy: answer.routing.strategy,
      execution: answer.routing.execution,
      reason: answer.routing.reason,
      alternatives: [...answer.routing.alternatives],
    },
    sources: options.includeSources ? answer.sources.map(sourceToWire) : [],
    citations: answer.citations.map(({ source, documentId, start, end }) => ({
      source,
      document_id: documentId,
      start,
      end,
    })),
    insights: insightsToWire(answer.insights),
    trace: options.includeTrace ? traceToWire(answer) : null,
    follow_up_suggestions: [...answer.followUps],
    related_queries: [...answer.relatedQueries],
    degraded: [...answer.degraded],
  };
}

/** A passage under an answer in the words of the wire contract. */
export function sourceToWire(source: Source): WireAnswer['sources'][number] {
  return {
    rank: source.rank,
    document_id: source.documentId,
    chunk_id: chunkId(source.chunk),
    title: source.title,
    uri: source.uri,
    score: shareOf(source.score),
    text: source.text,
    start: source.start,
    end: source.end,
    headings: [...source.headings],
  };
}

/** Without insights (no time was left for them) every field is empty. */
function insightsToWire(insights: QueryAnswer['insights']): WireAnswer['insights'] {
  return {
    reasoning_type: insights?.reasoningType ?? null,
    entities_detected: [...(insights?.entities ?? [])],
    patterns_found: sharesOf(insights?.motifs ?? {}),
    complexity_score: insights === null ? null : shareOf(insights.complexity),
    narrative_depth: insights?.narrativeDepth ?? null,
    narrative_reasons: [...(insights?.depthReasons ?? [])],
    semantic_dimensions: { ...(insights?.semanticDimensions ?? {}) },
  };
}

function traceToWire(answer: QueryAnswer): NonNullable<WireAnswer['trace']> {
  const durations = Object.entries(stageDurations(answer.trace));
  return {
    duration_ms: milliseconds(answer.trace.durationMs),
    stage_durations: Object.fromEntries(durations.map(([name, durationMs]) => [name, milliseconds(durationMs)])),
    stages: answer.trace.spans.map(({ name, startMs, durationMs, detail }) => ({
      name,
      start_ms: milliseconds(startMs),
      duration_ms: milliseconds(durationMs),
      detail: inWords(detail),
    })),
    motifs_detected: Object.keys(answer.insights?.motifs ?? {}),
    embedding_scales: [...answer.embeddingScales],
    query_enhancements: [...answer.enhancements],
    threads_activated: 0,
    context_shards: answer.sources.length,
  };
}

/** `key value, key value`: a span's detail as one readable line. */
function inWords(detail: SpanDetail): string {
  return Object.entries(detail)
    .map(([key, value]) => `${key} ${Array.isArray(value) ? value.join(' ') : value}`)
    .join(', ');
}

/** Microsecond resolution: what a timer can tell, and short on the wire. */
function milliseconds(value: number): number {
  return rounded(value, 3);
}

function sharesOf(values: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shareOf(value)]));
}

function shareOf(value: number): number {
  return rounded(Math.min(1, Math.max(0, value)), 4);
}
