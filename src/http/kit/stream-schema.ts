import { z } from 'zod';
import { answerSchema, sourceSchema } from './answer-schema.ts';
import { problemSchema } from './problem.ts';

/** What every chunk of a streamed query has. */
const common = {
  seq: z.int().min(0).describe('Counts the chunks of one query from 0, without gaps.'),
  content: z.string().describe('For people: one sentence, or with `response` the next piece of the answer.'),
  progress: z.number().min(0).max(1).describe('How far the walk is by its stages; never falls, 1 with `complete`.'),
};

const thinkingChunk = z.object({
  ...common,
  chunk_type: z.literal('thinking'),
  metadata: z.object({
    stage: z.string().describe('The stage that has just ended.'),
    duration_ms: z.number(),
    detail: z.record(z.string(), z.unknown()),
  }),
});

const sourcesChunk = z.object({
  ...common,
  chunk_type: z.literal('sources'),
  metadata: z.object({ sources: z.array(sourceSchema) }),
});

const responseChunk = z.object({
  ...common,
  chunk_type: z.literal('response'),
  metadata: z.object({
    position: z.int().min(0).describe('Where the piece stands in the whole response, UTF-16 code units.'),
  }),
});

const traceChunk = z.object({
  ...common,
  chunk_type: z.literal('trace'),
  metadata: z.object({ trace: answerSchema.shape.trace }),
});

const insightsChunk = z.object({
  ...common,
  chunk_type: z.literal('insights'),
  metadata: answerSchema.pick({ insights: true, follow_up_suggestions: true, related_queries: true }),
});

const completeChunk = z.object({
  ...common,
  chunk_type: z.literal('complete'),
  metadata: z.object({ answer: answerSchema.describe('The whole answer, as without streaming.') }),
});

const errorChunk = z.object({
  ...common,
  chunk_type: z.literal('error'),
  metadata: z.object({ problem: problemSchema }),
});

/** One chunk of a streamed query. `complete` or `error` is the last of its query, and comes once. */
export const chunkSchema = z.discriminatedUnion('chunk_type', [
  thinkingChunk,
  sourcesChunk,
  responseChunk,
  traceChunk,
  insightsChunk,
  completeChunk,
  errorChunk,
]);

export type StreamChunk = z.infer<typeof chunkSchema>;

const id = z.string().nullable().describe('The id of the query; null where a message was too broken to have one.');

/** The same chunks on a socket, where several queries share one connection. */
export const socketChunkSchema = z.discriminatedUnion('chunk_type', [
  thinkingChunk.extend({ id }),
  sourcesChunk.extend({ id }),
  responseChunk.extend({ id }),
  traceChunk.extend({ id }),
  insightsChunk.extend({ id }),
  completeChunk.extend({ id }),
  errorChunk.extend({ id }),
]);

export type SocketChunk = z.infer<typeof socketChunkSchema>;
