import { z } from 'zod';
import { checkText } from '../../core/query/check-text.ts';
import { parseFilter } from '../../core/query/filter.ts';
import {
  BACKENDS,
  CACHE_MODES,
  EXECUTIONS,
  PATTERN_NAMES,
  type QueryRequest,
  queryRequest,
  TOOLS,
  TOP_K_MAX,
} from '../../core/query/query-request.ts';
import { CodedError } from '../../shared/errors.ts';
import { COLLECTION_PATTERN } from '../../shared/names.ts';
import { labelField } from './fields.ts';

/** Longest `max_latency_ms`, in milliseconds: what a request may take at all. */
const LATENCY_MS_MAX = 60_000;
/** Raw characters of a question before cleaning; the check after it names the real limit. */
const RAW_TEXT_MAX = 100_000;
/** Characters of what a caller calls its users and sessions. */

/** A question and its settings as every operation takes them; defaults are the contract's. */
export const querySchema = z.strictObject({
  text: z.string().max(RAW_TEXT_MAX).describe('The question, in plain words; at most 10,000 characters.'),
  pattern: z.enum([...PATTERN_NAMES, 'auto']).default('fast'),
  backend: z.enum(['auto', ...BACKENDS]).default('auto'),
  execution: z.enum(['auto', ...EXECUTIONS]).default('auto'),
  collection: z.string().regex(COLLECTION_PATTERN).default('default'),
  filters: z
    .record(z.string(), z.unknown())
    .nullable()
    .default(null)
    .describe('Conditions on tags, id, title, uri and metadata.'),
  top_k: z
    .int()
    .min(1)
    .max(TOP_K_MAX)
    .nullable()
    .default(null)
    .describe('Sources to give; null lets the scores decide.'),
  tool: z.enum(['auto', ...TOOLS]).default('auto'),
  group_by: z.enum(['document']).nullable().default(null),
  enable_narrative_depth: z.boolean().default(true),
  enable_synthesis: z.boolean().default(true),
  include_trace: z.boolean().default(true),
  include_suggestions: z.boolean().default(true),
  include_sources: z.boolean().default(true),
  cache: z.enum(CACHE_MODES).default('use'),
  max_latency_ms: z.number().min(1).max(LATENCY_MS_MAX).nullable().default(null),
  min_confidence: z.number().min(0).max(1).nullable().default(null),
  stream: z.literal(false, 'only POST /api/query streams; send false').default(false),
  session_id: labelField().nullable().default(null),
  user_id: labelField().nullable().default(null),
});

/** The body of `POST /api/query`, the one that may ask for its answer as a stream. */
export const askSchema = querySchema.extend({
  stream: z.boolean().default(false).describe('Answer with server-sent events, as the query goes on.'),
});

/** A query on a socket, which always streams: nothing to choose. */
export const streamedQuerySchema = querySchema.omit({ stream: true });

export type QueryBody = z.infer<typeof querySchema>;

/** A checked body as a request: the text in its normal form, the filter parsed. Throws REQUEST_INVALID or QUERY_FILTER_INVALID. */
export function toRequest(body: Omit<QueryBody, 'stream'> & { readonly stream?: boolean }): QueryRequest {
  const { sanitized, valid, issues } = checkText(body.text);
  if (!valid) {
    const message = issues[0] ?? 'the text cannot be used';
    throw new CodedError('REQUEST_INVALID', `text: ${message}`, { issues: [{ path: 'text', message }] });
  }
  return queryRequest(sanitized, {
    pattern: body.pattern,
    backend: body.backend,
    execution: body.execution,
    collection: body.collection,
    filter: body.filters === null ? null : parseFilter(body.filters),
    topK: body.top_k,
    tool: body.tool,
    groupBy: body.group_by,
    includeTrace: body.include_trace,
    includeSources: body.include_sources,
    includeSuggestions: body.include_suggestions,
    narrativeDepth: body.enable_narrative_depth,
    synthesis: body.enable_synthesis,
    cache: body.cache,
    maxLatencyMs: body.max_latency_ms,
    minConfidence: body.min_confidence,
    sessionId: body.session_id,
    userId: body.user_id,
  });
}
