import { z } from 'zod';
import { type Explanation, explainDocument } from '../../core/query/explain.ts';
import type { PastQueries } from '../../core/query/past-queries.ts';
import type { DebugTrace } from '../../core/query/query-answer.ts';
import type { QueryPorts } from '../../core/query/stage.ts';
import type { Span } from '../../core/query/trace.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { documentIdField, idField, isoTime } from '../../http/kit/fields.ts';
import { chunkId } from '../../shared/names.ts';
import { traceSchema, type WireTrace } from './trace-schema.ts';

/** `GET /api/debug/trace/{query_id}`: the walk of a past query, and why a document was or was not chosen. */
export function traceRoute(past: PastQueries, ports: QueryPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/debug/trace/:query_id',
    operationId: 'getTrace',
    summary: 'See every step of a past query',
    params: z.strictObject({ query_id: idField() }),
    query: z.strictObject({
      document_id: documentIdField().optional().describe('Explain why this document was, or was not, chosen.'),
    }),
    answers: { 200: traceSchema },
    errors: ['QUERY_NOT_FOUND', 'DOCUMENT_NOT_FOUND'],
    async handler({ params, query, principal }) {
      const found = await past.trace(principal.tenant, params.query_id);
      const document =
        query.document_id === undefined
          ? null
          : await explainDocument(ports, principal.tenant, found, query.document_id);
      const keys = found.trace.candidates.map(({ chunk }) => chunk);
      const chunks = await ports.documents.chunks(principal.tenant, keys);
      const documents = new Map(chunks.map(({ chunk, documentId }) => [chunk, documentId]));
      return toWireTrace({ queryId: params.query_id, text: found.text, debug: found.trace, documents, document });
    },
  });
}

type Parts = {
  readonly queryId: string;
  readonly text: string;
  readonly debug: DebugTrace;
  readonly documents: ReadonlyMap<number, string>;
  readonly document: Explanation | null;
};

function toWireTrace({ queryId, text, debug, documents, document }: Parts): WireTrace {
  const selected = new Set(debug.selected);
  return {
    query_id: queryId,
    query_text: text,
    pattern: debug.pattern,
    collection: debug.collection,
    started_at: isoTime(debug.trace.startedAtMs),
    duration_ms: debug.trace.durationMs,
    stages: debug.trace.spans.map(toWireSpan),
    candidates: debug.candidates.map(({ chunk, lexical, dense, late, score }, i) => ({
      rank: i + 1,
      selected: selected.has(chunk),
      chunk_id: chunkId(chunk),
      document_id: documents.get(chunk) ?? null,
      scores: { lexical, dense, late, fused: score },
    })),
    evidence: { ...debug.evidence },
    document: document === null ? null : toWireExplanation(document),
  };
}

function toWireSpan({ name, startMs, durationMs, detail, children }: Span): WireTrace['stages'][number] {
  return {
    name,
    start_ms: startMs,
    duration_ms: durationMs,
    detail: { ...detail },
    children: children.map((child) => ({
      name: child.name,
      start_ms: child.startMs,
      duration_ms: child.durationMs,
      detail: { ...child.detail },
    })),
  };
}

function toWireExplanation({
  documentId,
  chosen,
  rank,
  reason,
  lexical,
  dense,
  late,
  score,
}: Explanation): NonNullable<WireTrace['document']> {
  return { document_id: documentId, chosen, rank, reason, scores: { lexical, dense, late, fused: score } };
}
