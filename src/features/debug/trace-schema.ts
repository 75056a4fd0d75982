import { z } from 'zod';

const scoresSchema = z.object({
  lexical: z.number().nullable(),
  dense: z.number().nullable(),
  late: z.number().nullable(),
  fused: z.number().nullable(),
});

const spanFields = {
  name: z.string(),
  start_ms: z.number().describe('From the start of the query.'),
  duration_ms: z.number(),
  detail: z.record(z.string(), z.unknown()).describe('Inputs and outputs in brief.'),
};

/** The answer of `GET /api/debug/trace/{query_id}`. */
export const traceSchema = z.object({
  query_id: z.string(),
  query_text: z.string(),
  pattern: z.string(),
  collection: z.string(),
  started_at: z.string(),
  duration_ms: z.number(),
  stages: z.array(z.object({ ...spanFields, children: z.array(z.object(spanFields)) })),
  candidates: z
    .array(
      z.object({
        rank: z.int(),
        selected: z.boolean(),
        chunk_id: z.string(),
        document_id: z.string().nullable().describe('Null when the document has gone since.'),
        scores: scoresSchema,
      }),
    )
    .describe('The head of the last ranking, best first; null where a channel did not run.'),
  evidence: z.record(z.string(), z.number()).describe('What the confidence was computed from.'),
  document: z
    .object({
      document_id: z.string(),
      chosen: z.boolean(),
      rank: z.int().nullable(),
      reason: z.string(),
      scores: scoresSchema,
    })
    .nullable(),
});

export type WireTrace = z.infer<typeof traceSchema>;
