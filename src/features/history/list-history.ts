import { z } from 'zod';
import type { PastQueries } from '../../core/query/past-queries.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { isoTime, roundedMs } from '../../http/kit/fields.ts';
import { historyFilterFields, toHistoryFilter } from '../../http/kit/history-filter.ts';
import { cursorCodec, cutPage, pageFields } from '../../http/kit/paging.ts';
import type { HistorySummary } from '../../ports/history-store.ts';

const cursors = cursorCodec('history', z.strictObject({ timestampMs: z.number(), queryId: z.string() }));

const itemSchema = z.object({
  query_id: z.string(),
  query_text: z.string(),
  response_preview: z.string(),
  answered: z.boolean(),
  confidence: z.number(),
  duration_ms: z.number(),
  timestamp: z.string(),
  pattern_used: z.string(),
  tool_used: z.string(),
  cache_hit: z.boolean(),
});

/** `GET /api/history`: a bare list, as earlier clients read it; the next page is in `Link` and `X-Next-Cursor`. */
export function listHistoryRoute(past: PastQueries): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/history',
    operationId: 'listHistory',
    needsKey: true,
    summary: 'List past queries',
    description: 'Newest first. The cursor of the next page is in the header X-Next-Cursor, and as a URL in Link.',
    query: z.strictObject({ ...pageFields, ...historyFilterFields }),
    answers: { 200: z.array(itemSchema) },
    async handler({ query, principal, reply, request }) {
      const after = cursors.decode(query.cursor);
      const found = await past.list(principal.tenant, toHistoryFilter(query), { limit: query.limit + 1, after });
      const { page, last } = cutPage(found, query.limit);
      if (last !== null) {
        const cursor = cursors.encode({ timestampMs: last.timestampMs, queryId: last.queryId });
        reply.header('x-next-cursor', cursor).header('link', `<${withCursor(request.url, cursor)}>; rel="next"`);
      }
      return page.map(toItem);
    },
  });
}

function withCursor(url: string, cursor: string): string {
  const next = new URL(url, 'http://localhost');
  next.searchParams.set('cursor', cursor);
  return `${next.pathname}${next.search}`;
}

function toItem(summary: HistorySummary): z.infer<typeof itemSchema> {
  return {
    query_id: summary.queryId,
    query_text: summary.text,
    response_preview: summary.responsePreview,
    answered: summary.answered,
    confidence: summary.confidence,
    duration_ms: roundedMs(summary.durationMs),
    timestamp: isoTime(summary.timestampMs),
    pattern_used: summary.patternUsed,
    tool_used: summary.toolUsed,
    cache_hit: summary.cacheHit,
  };
}
