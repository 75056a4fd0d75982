import { z } from 'zod';
import { checkText } from '../../core/query/check-text.ts';
import { type AnyRoute, defineRoute, type Feature } from '../../http/kit/define-route.ts';

/** What `POST /api/query` would do with a text, without asking it. */
export function validateFeature(): Feature {
  return { name: 'validate', description: 'Check a text before asking it.', routes: [validateRoute()] };
}

/** Characters of a text that is checked: longer ones are told their length by the body limit. */
const TEXT_MAX = 1_000_000;

function validateRoute(): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/validate',
    operationId: 'validate',
    scope: 'read',
    summary: 'Check a text before asking it',
    body: z.strictObject({ text: z.string().max(TEXT_MAX) }),
    bodyFromQuery: true,
    answers: {
      200: z.object({
        valid: z.boolean().describe('False exactly when a query with this text is refused.'),
        issues: z.array(z.string()),
        sanitized: z.string(),
        original_length: z.int(),
        sanitized_length: z.int(),
      }),
    },
    example: { text: 'What is Thompson Sampling?' },
    handler({ body }) {
      const { valid, issues, sanitized } = checkText(body.text);
      return {
        valid,
        issues: [...issues],
        sanitized,
        original_length: body.text.length,
        sanitized_length: sanitized.length,
      };
    },
  });
}
