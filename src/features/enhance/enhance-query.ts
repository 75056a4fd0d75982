import { z } from 'zod';
import type { EnhancedQuery, EnhanceService } from '../../core/enhance/enhance-service.ts';
import { checkText } from '../../core/query/check-text.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { CodedError } from '../../shared/errors.ts';
import { COLLECTION_PATTERN } from '../../shared/names.ts';
import { rounded } from '../../shared/round.ts';

/** Raw characters of a text before cleaning; the check after it names the real limit. */
const RAW_TEXT_MAX = 100_000;
const LABEL_MAX = 256;
const probability = z.number().min(0).max(1);

const bodySchema = z.strictObject({
  text: z.string().max(RAW_TEXT_MAX).describe('The question, in plain words; at most 10,000 characters.'),
  context: z.string().max(RAW_TEXT_MAX).nullable().default(null).describe('The question asked before this one.'),
  session_id: z
    .string()
    .min(1)
    .max(LABEL_MAX)
    .nullable()
    .default(null)
    .describe('The session whose last question is the context, when `context` is not given.'),
  collection: z.string().regex(COLLECTION_PATTERN).default('default'),
});

const answerSchema = z.object({
  original: z.string(),
  enhanced: z.string(),
  enhancements: z.array(
    z.object({
      kind: z.enum(['context', 'spelling', 'abbreviation', 'question_mark']),
      from: z.string().describe('What stood there; empty where something was added.'),
      to: z.string(),
      reason: z.string(),
    }),
  ),
  alternatives: z.array(z.string()).describe('Other questions; each has an answer in the documents.'),
  improvement_score: probability.describe(
    'How much the confidence of the answer rises from the original to the enhanced text; 0 when it does not.',
  ),
  confidence: z.object({ original: probability, enhanced: probability }),
  alternative_details: z.array(z.object({ text: z.string(), confidence: probability, reason: z.string() })),
});

/** `POST /api/query/enhance`. */
export function enhanceQueryRoute(service: EnhanceService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/query/enhance',
    operationId: 'enhanceQuery',
    scope: 'read',
    summary: 'Make a question better to find',
    description:
      'Question marks, spelling by the words of the documents, abbreviations that documents or your dictionary define, and what a follow-up leans on. Asks nothing for you: nothing of it is remembered.',
    body: bodySchema,
    bodyFromQuery: true,
    answers: { 200: answerSchema },
    example: { text: 'how are docuemnts deleted' },
    async handler({ body, principal, signal }) {
      const earlier = body.context === null || body.context.trim() === '' ? null : checked('context', body.context);
      const request = {
        text: checked('text', body.text),
        earlier,
        sessionId: body.session_id,
        collection: body.collection,
      };
      return toWire(await service.enhance(request, principal, signal));
    },
  });
}

function checked(field: string, text: string): string {
  const { valid, issues, sanitized } = checkText(text);
  if (valid) return sanitized;
  const message = issues[0] ?? 'the text cannot be used';
  throw new CodedError('REQUEST_INVALID', `${field}: ${message}`, { issues: [{ path: field, message }] });
}

function toWire(query: EnhancedQuery): z.infer<typeof answerSchema> {
  const { original, enhanced, enhancements, alternatives, improvementScore } = query;
  return {
    original,
    enhanced,
    enhancements: [...enhancements],
    alternatives: alternatives.map(({ text }) => text),
    improvement_score: rounded(improvementScore, 3),
    confidence: { original: query.originalConfidence, enhanced: query.enhancedConfidence },
    alternative_details: [...alternatives],
  };
}
