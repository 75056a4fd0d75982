import { z } from 'zod';
import { sessionKey } from '../../core/learning/learned-queries.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { COLLECTION_PATTERN } from '../../shared/names.ts';
import { rounded } from '../../shared/round.ts';
import { type SuggestionPorts, suggest } from './suggest.ts';
import { SUGGESTION_SOURCES } from './suggestion.ts';

const LIMIT_MAX = 50;
const LIMIT_DEFAULT = 10;
/** Characters of what was typed, and of the question before: longer than any question that is suggested. */
const TYPED_MAX = 1_000;
const LABEL_MAX = 256;

const detailSchema = z.object({
  suggestion: z.string(),
  source: z.enum(SUGGESTION_SOURCES),
  score: z.number().min(0).max(1),
});

/** `GET /api/suggestions`: a bare list of texts, as earlier clients read it. */
export function listSuggestionsRoute(ports: SuggestionPorts): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/suggestions',
    operationId: 'listSuggestions',
    summary: 'Suggest questions while somebody types',
    description:
      'Questions that begin with the prefix, or hold it from the beginning of a word: what followed in past sessions, what was ' +
      'added, what was asked and answered, and questions about names in the documents. Best first.',
    query: z.strictObject({
      prefix: z
        .string()
        .max(TYPED_MAX)
        .default('')
        .describe('What was typed so far; letter case and marks do not matter.'),
      limit: z.int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
      detail: z.boolean().default(false).describe('Objects with source and score in place of texts.'),
      context: z.string().max(TYPED_MAX).optional().describe('The question asked before: what followed it goes first.'),
      session_id: z
        .string()
        .min(1)
        .max(LABEL_MAX)
        .optional()
        .describe('Takes the last question of this session as context.'),
      collection: z.string().regex(COLLECTION_PATTERN).default('default'),
    }),
    answers: { 200: z.union([z.array(z.string()), z.array(detailSchema)]) },
    async handler({ query, principal }) {
      const { prefix, limit, context = null, session_id: sessionId = null } = query;
      const scope = { tenant: principal.tenant, collection: query.collection };
      const session = sessionKey({ sessionId, userId: null });
      const found = await suggest(ports, { scope, prefix, limit, context, session });
      if (!query.detail) return found.map(({ text }) => text);
      return found.map(({ text, source, score }) => ({
        suggestion: text,
        source,
        score: rounded(Math.min(1, score), 4),
      }));
    },
  });
}
