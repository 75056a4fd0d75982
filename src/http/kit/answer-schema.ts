import { z } from 'zod';
import { MOTIFS } from '../../core/insight/motifs.ts';
import { NARRATIVE_DEPTHS } from '../../core/insight/narrative-depth.ts';
import { REASONING_TYPES } from '../../core/insight/reasoning-type.ts';

const probability = z.number().min(0).max(1);

const cacheSchema = z.object({
  result: z.enum(['miss', 'exact', 'semantic']),
  matched_query: z.string().nullable(),
  age_ms: z.number().nullable(),
  reason: z.string(),
});

const routingSchema = z.object({
  backend: z.enum(['lexical', 'vector', 'graph', 'hybrid']),
  query_type: z.string(),
  strategy: z.string(),
  execution: z.string(),
  reason: z.string(),
  alternatives: z.array(z.string()),
});

/** One passage under an answer; `text` is its document's text from `start` to `end`. */
export const sourceSchema = z
  .object({
    rank: z.int().min(1),
    document_id: z.string(),
    chunk_id: z.string(),
    title: z.string(),
    uri: z.string().nullable(),
    score: probability,
    text: z.string(),
    start: z.int().min(0),
    end: z.int().min(0),
    headings: z.array(z.string()),
  })
  .meta({ id: 'Source' });

const citationSchema = z.object({
  source: z.int().min(1).describe('The rank of the source that [n] in the response stands for.'),
  document_id: z.string(),
  start: z.int().min(0).describe('Start of the cited sentence in the text of the document, UTF-16 code units.'),
  end: z.int().min(0),
});

/** Empty where the time for them was used up, or a document they came from is gone; `core/insight` says how each is made. */
const insightsSchema = z.object({
  reasoning_type: z
    .string()
    .nullable()
    .describe(`One of ${REASONING_TYPES.join(', ')}.`),
  entities_detected: z.array(z.string()).describe('Names of your documents that the question or its answer mention.'),
  patterns_found: z.record(z.string(), probability).describe(`Strength of each motif found: ${MOTIFS.join(', ')}.`),
  complexity_score: probability.nullable(),
  narrative_depth: z
    .string()
    .nullable()
    .describe(`How far the answer goes beyond one statement: ${NARRATIVE_DEPTHS.join(', ')}.`),
  narrative_reasons: z.array(z.string()).describe('For each level that was tried, whether it was reached and why.'),
  semantic_dimensions: z
    .record(z.string(), z.number().min(-1).max(1))
    .describe('Place of question and answer between two poles, −1 to 1; the name has the poles in this order.'),
});

const traceSchema = z.object({
  duration_ms: z.number(),
  stage_durations: z.record(z.string(), z.number()),
  stages: z.array(z.object({ name: z.string(), start_ms: z.number(), duration_ms: z.number(), detail: z.string() })),
  motifs_detected: z.array(z.string()),
  embedding_scales: z.array(z.int()),
  query_enhancements: z.array(z.string()),
  threads_activated: z.int(),
  context_shards: z.int(),
});

/** The answer of `POST /api/query`, and of everything that asks the same way. */
export const answerSchema = z
  .object({
    query_id: z.string(),
    query_text: z.string(),
    response: z.string(),
    answered: z
      .boolean()
      .describe(
        'False when the documents do not support an answer: `response` says so, `sources` has the nearest passages.',
      ),
    confidence: probability.describe('Probability that the answer is right.'),
    tool_used: z.string(),
    tool_reason: z.string(),
    pattern_used: z.enum(['bare', 'fast', 'fused']),
    duration_ms: z.number(),
    timestamp: z.string(),
    cache_hit: z.boolean(),
    cache: cacheSchema,
    routing: routingSchema,
    sources: z.array(sourceSchema),
    citations: z.array(citationSchema),
    insights: insightsSchema,
    trace: traceSchema.nullable(),
    follow_up_suggestions: z.array(z.string()),
    related_queries: z.array(z.string()),
    degraded: z
      .array(z.string())
      .describe(
        'Dependencies and stages that were replaced or left out, by name; behind a colon the reason, where the name does not say it.',
      ),
  })
  .meta({ id: 'Answer' });

export type WireAnswer = z.infer<typeof answerSchema>;
