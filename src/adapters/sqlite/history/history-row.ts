import type { HistoryRecord, HistorySummary } from '../../../ports/history-store.ts';
import { unpackText } from '../packed-text.ts';
import { content, flag, integer, integerList, real, text, textOrNull } from '../row.ts';
import type { Row } from '../statements.ts';

/** Columns `toSummary` reads, of a table aliased `h`. */
export const SUMMARY_COLUMNS = `h.row, h.tenant, h.collection, h.query_id, h.user_id, h.session_id, h.text, h.response_preview,
  h.cited_chunks, h.answered, h.confidence, h.duration_ms, h.timestamp_ms, h.pattern_used, h.tool_used, h.cache_hit`;

export function toSummary(row: Row): HistorySummary {
  return {
    queryId: text(row, 'query_id'),
    tenant: text(row, 'tenant'),
    collection: text(row, 'collection'),
    userId: textOrNull(row, 'user_id'),
    sessionId: textOrNull(row, 'session_id'),
    text: text(row, 'text'),
    responsePreview: text(row, 'response_preview'),
    citedChunks: integerList(row, 'cited_chunks'),
    answered: flag(row, 'answered'),
    confidence: real(row, 'confidence'),
    durationMs: real(row, 'duration_ms'),
    timestampMs: integer(row, 'timestamp_ms'),
    patternUsed: text(row, 'pattern_used'),
    toolUsed: text(row, 'tool_used'),
    cacheHit: flag(row, 'cache_hit'),
  };
}

/** A summary's row joined with its body. */
export function toRecord(row: Row): HistoryRecord {
  return {
    ...toSummary(row),
    answer: unpackText(content(row, 'answer')),
    trace: unpackText(content(row, 'trace')),
  };
}
