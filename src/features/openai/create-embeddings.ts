import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { TokenTable } from '../../ports/token-table.ts';
import { CodedError } from '../../shared/errors.ts';
import { EMBEDDING_MODEL } from './models.ts';

/** Texts of one call, and characters of one: some ms of work, and an answer of a few MB at most. */
const INPUTS_MAX = 512;
/** Texts of one unit of the caller's limits: about the time of one question. */
const TEXTS_PER_UNIT = 64;
const INPUT_LENGTH_MAX = 32_000;

const inputSchema = z.string().min(1).max(INPUT_LENGTH_MAX);

const embeddingSchema = z.object({
  object: z.literal('embedding'),
  index: z.int(),
  embedding: z.union([z.array(z.number()), z.string()]).describe('Numbers, or little-endian 32-bit floats in base64.'),
});

export type EmbeddingPorts = { readonly embedder: Embedder; readonly table: TokenTable };

/** `POST /v1/embeddings`: the vectors that retrieval compares, of unit length. */
export function createEmbeddingsRoute({ embedder, table }: EmbeddingPorts): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/v1/embeddings',
    operationId: 'createEmbeddings',
    scope: 'read',
    workClass: 'model',
    summary: 'Embed texts in the shape of OpenAI’s embeddings',
    body: z.strictObject({
      model: z.string().describe(`${EMBEDDING_MODEL}.`),
      input: z.union([inputSchema, z.array(inputSchema).min(1).max(INPUTS_MAX)]),
      encoding_format: z.enum(['float', 'base64']).nullable().optional(),
      dimensions: z
        .int()
        .min(1)
        .nullable()
        .optional()
        .describe(`One of ${embedder.prefixes.join(', ')}.`),
      user: z.string().max(200).optional(),
    }),
    answers: {
      200: z.object({
        object: z.literal('list'),
        data: z.array(embeddingSchema),
        model: z.string(),
        usage: z.object({ prompt_tokens: z.int(), total_tokens: z.int() }),
      }),
    },
    example: { model: EMBEDDING_MODEL, input: 'A bandit chooses between arms.' },
    cost: ({ input }) => Math.ceil([input].flat().length / TEXTS_PER_UNIT),
    async handler({ body, signal }) {
      if (body.model !== EMBEDDING_MODEL) throw wrong('model', EMBEDDING_MODEL);
      const dimensions = body.dimensions ?? embedder.dimensions;
      if (!embedder.prefixes.includes(dimensions)) throw wrong('dimensions', `one of ${embedder.prefixes.join(', ')}`);
      const texts = [body.input].flat();
      const vectors = await embedder.embed(texts, signal);
      const tokens = texts.reduce((sum, text) => sum + table.tokenize(text).length, 0);
      return {
        object: 'list' as const,
        data: vectors.map((vector, index) => ({
          object: 'embedding' as const,
          index,
          embedding: encoded(unitPrefix(vector, dimensions), body.encoding_format ?? 'float'),
        })),
        model: EMBEDDING_MODEL,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      };
    },
  });
}

/** The first components, brought back to unit length; zeros stay zeros. */
function unitPrefix(vector: Float32Array, dimensions: number): Float32Array {
  const prefix = vector.slice(0, dimensions);
  const length = Math.hypot(...prefix);
  return length === 0 ? prefix : prefix.map((component) => component / length);
}

function encoded(vector: Float32Array, format: 'float' | 'base64'): number[] | string {
  if (format === 'float') return [...vector];
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  for (const [i, component] of vector.entries()) bytes.writeFloatLE(component, i * Float32Array.BYTES_PER_ELEMENT);
  return bytes.toString('base64');
}

function wrong(path: string, allowed: string): CodedError {
  const message = `Must be ${allowed}`;
  return new CodedError('REQUEST_INVALID', `${path}: ${message}.`, { issues: [{ path, message }] });
}
