import { z } from 'zod';
import { BACKENDS, CACHE_MODES, TOOLS, TOP_K_MAX } from '../../core/query/query-request.ts';
import { answerSchema, sourceSchema } from '../../http/kit/answer-schema.ts';
import { labelField } from '../../http/kit/fields.ts';
import { COLLECTION_PATTERN } from '../../shared/names.ts';
import { CHAT_MODEL_NAMES } from './models.ts';

/** Messages of a conversation, and characters of one: only the last question is asked, the rest may be long. */
const MESSAGES_MAX = 1_000;
const CONTENT_LENGTH_MAX = 200_000;
const STOPS_MAX = 4;
const TOKENS_MAX = 1_000_000;

const contentSchema = z.union([
  z.string().max(CONTENT_LENGTH_MAX),
  z.array(z.strictObject({ type: z.literal('text'), text: z.string().max(CONTENT_LENGTH_MAX) })).min(1),
]);

const messageSchema = z.strictObject({
  role: z.enum(['system', 'developer', 'user', 'assistant']),
  content: contentSchema.nullable(),
  name: z.string().optional(),
  refusal: z.string().nullable().optional(),
});

const stopSchema = z.string().min(1).max(100);

/** What a caller can say that OpenAI's protocol has no field for; as in `POST /api/query`. */
const extensionSchema = z.strictObject({
  collection: z.string().regex(COLLECTION_PATTERN).optional(),
  filters: z.record(z.string(), z.unknown()).optional(),
  backend: z.enum(['auto', ...BACKENDS]).optional(),
  tool: z.enum(['auto', ...TOOLS]).optional(),
  top_k: z.int().min(1).max(TOP_K_MAX).optional(),
  cache: z.enum(CACHE_MODES).optional(),
  min_confidence: z.number().min(0).max(1).optional(),
  session_id: labelField().optional(),
});

const UNUSED = 'Taken for the protocol’s sake; the answer is quoted from documents, so there is nothing to sample.';

/** The body of `POST /v1/chat/completions`. */
export const chatSchema = z.strictObject({
  model: z.string().describe(`One of ${CHAT_MODEL_NAMES.join(', ')}.`),
  messages: z.array(messageSchema).min(1).max(MESSAGES_MAX).describe('The last user message is the question.'),
  stream: z.boolean().nullable().optional(),
  stream_options: z
    .strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.literal(false).optional() })
    .nullable()
    .optional(),
  max_tokens: z.int().min(1).max(TOKENS_MAX).nullable().optional().describe('The answer ends after so many tokens.'),
  max_completion_tokens: z.int().min(1).max(TOKENS_MAX).nullable().optional().describe('The same; goes first.'),
  stop: z
    .union([stopSchema, z.array(stopSchema).max(STOPS_MAX)])
    .nullable()
    .optional(),
  user: labelField().optional().describe('Whose question this is, for history and analytics.'),
  n: z.literal(1).nullable().optional(),
  response_format: z.strictObject({ type: z.literal('text') }).optional(),
  temperature: z.number().min(0).max(2).nullable().optional().describe(UNUSED),
  top_p: z.number().min(0).max(1).nullable().optional().describe(UNUSED),
  presence_penalty: z.number().min(-2).max(2).nullable().optional().describe(UNUSED),
  frequency_penalty: z.number().min(-2).max(2).nullable().optional().describe(UNUSED),
  seed: z.int().nullable().optional().describe(UNUSED),
  queryloom: extensionSchema.optional().describe('Fields of POST /api/query that the protocol does not have.'),
});

export type ChatBody = z.output<typeof chatSchema>;

export const usageSchema = z.object({
  prompt_tokens: z.int().describe('Word pieces of the built-in embedder, of all messages.'),
  completion_tokens: z.int(),
  total_tokens: z.int(),
});

/** The field beside the protocol's: what an answer of `POST /api/query` says besides its text. */
export const queryloomSchema = z.object({
  query_id: z.string(),
  answered: z.boolean(),
  confidence: z.number(),
  tool_used: z.string(),
  pattern_used: z.string(),
  sources: z.array(sourceSchema),
  citations: answerSchema.shape.citations,
  degraded: z.array(z.string()),
});

const finishSchema = z.enum(['stop', 'length']);

/** The answer of `POST /v1/chat/completions` without `stream`. */
export const completionSchema = z.object({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.int(),
  model: z.string(),
  choices: z.array(
    z.object({
      index: z.int(),
      message: z.object({ role: z.literal('assistant'), content: z.string(), refusal: z.null() }),
      logprobs: z.null(),
      finish_reason: finishSchema,
    }),
  ),
  usage: usageSchema,
  queryloom: queryloomSchema,
});

/** One event of a stream. The first has the role, the last but `[DONE]` the reason it ended and the field `queryloom`. */
const chunkSchema = z.object({
  id: z.string(),
  object: z.literal('chat.completion.chunk'),
  created: z.int(),
  model: z.string(),
  choices: z.array(
    z.object({
      index: z.int(),
      delta: z.object({ role: z.literal('assistant').optional(), content: z.string().optional() }),
      logprobs: z.null(),
      finish_reason: finishSchema.nullable(),
    }),
  ),
  usage: usageSchema.nullable().optional(),
  queryloom: queryloomSchema.optional(),
});

export type Completion = z.output<typeof completionSchema>;
export type CompletionChunk = z.output<typeof chunkSchema>;
export type Usage = z.output<typeof usageSchema>;
