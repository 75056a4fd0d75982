import { PATTERN_NAMES, type PatternName } from '../../core/query/query-request.ts';

/** The model every client may name: it answers as `POST /api/query` does by default. */
const DEFAULT_MODEL = 'queryloom';

/** A model's name and what answers behind it: `queryloom-bare` is the pattern `bare`. */
const CHAT_MODELS: ReadonlyMap<string, PatternName | 'auto'> = new Map<string, PatternName | 'auto'>([
  [DEFAULT_MODEL, 'fast'],
  [`${DEFAULT_MODEL}-auto`, 'auto'],
  ...PATTERN_NAMES.map((pattern) => [`${DEFAULT_MODEL}-${pattern}`, pattern] as const),
]);

/** The name under which `/v1/embeddings` gives the vectors that retrieval compares. */
export const EMBEDDING_MODEL = `${DEFAULT_MODEL}-embedding`;

export const CHAT_MODEL_NAMES: readonly string[] = [...CHAT_MODELS.keys()];
export const MODEL_NAMES: readonly string[] = [...CHAT_MODEL_NAMES, EMBEDDING_MODEL];

/** The pattern behind a chat model; undefined for a name that is none. */
export function patternOf(model: string): PatternName | 'auto' | undefined {
  return CHAT_MODELS.get(model);
}
