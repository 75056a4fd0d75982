import type { RestoredAnswer } from '../../core/query/stored-answer.ts';
import { chunkId } from '../../shared/names.ts';

/** The answer in the names of the wire contract, indented for people. */
export function toJson(answer: RestoredAnswer): string {
  return `${JSON.stringify(toRecord(answer), null, 2)}\n`;
}

/** The answer as an entry of a list: one line. */
export function toJsonEntry(answer: RestoredAnswer): string {
  return JSON.stringify(toRecord(answer));
}

/** The entry of a query that is gone. */
export function toJsonNotice(queryId: string, notice: string): string {
  return JSON.stringify({ query_id: queryId, missing: true, notice });
}

function toRecord(answer: RestoredAnswer) {
  return {
    query_id: answer.queryId,
    query_text: answer.queryText,
    collection: answer.collection,
    response: answer.response,
    answered: answer.answered,
    confidence: answer.confidence,
    tool_used: answer.toolUsed,
    pattern_used: answer.patternUsed,
    duration_ms: answer.durationMs,
    timestamp: new Date(answer.timestampMs).toISOString(),
    withheld: answer.withheld,
    citations: answer.citations.map(({ source, documentId, start, end }) => ({
      source,
      document_id: documentId,
      start,
      end,
    })),
    sources: answer.sources.map(({ rank, documentId, chunk, title, uri, score, start, end, text }) => ({
      rank,
      document_id: documentId,
      chunk_id: chunkId(chunk),
      title,
      uri,
      score,
      start,
      end,
      text,
    })),
  };
}
