import { z } from 'zod';
import { checkText } from '../../core/query/check-text.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { savedIdField } from '../../http/kit/saved-fields.ts';
import { CodedError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { refuseBuiltIn } from './built-in-chains.ts';
import type { ChainLibrary } from './chain-library.ts';
import { parametersOf } from './run-steps.ts';

/** Steps of one chain as it is written; chains within it may bring a run to more. */
const CHAIN_QUERIES_MAX = 32;

/** `POST /api/query/chains/create`. */
export function createChainRoute(library: ChainLibrary): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/query/chains/create',
    operationId: 'createChain',
    summary: 'Save a sequence of questions',
    description:
      'A step is a text with `{placeholders}`; `{previous_response}` is the response of the step before it, and `chain:other_id` runs another chain. Without `chain_id` one is made.',
    body: z.strictObject({
      chain_id: savedIdField().optional(),
      queries: z.array(z.string()).min(1).max(CHAIN_QUERIES_MAX).describe('Texts of the steps, in their order.'),
    }),
    bodyFromQuery: true,
    idempotent: true,
    answers: {
      200: z.object({
        status: z.literal('created'),
        chain_id: z.string(),
        query_count: z.int(),
        placeholders: z.array(z.string()).describe('Parameters a run needs.'),
      }),
    },
    errors: [
      'CHAIN_EXISTS',
      'CHAIN_BUILT_IN',
      'CHAIN_CYCLE',
      'CHAIN_TOO_LONG',
      'CHAIN_STEP_UNKNOWN',
      'SAVED_LIMIT_REACHED',
    ],
    example: {
      chain_id: 'history',
      queries: ['Who worked on {topic}?', 'What else is known about: {previous_response}'],
    },
    async handler({ body, principal }) {
      const { chain_id: itemId = newId('ch') } = body;
      refuseBuiltIn(itemId);
      const queries = body.queries.map(readStep);
      const steps = await library.preview(principal.tenant, { chainId: itemId, queries });
      const label = [itemId, ...queries].join('\n');
      await library.shelf.create(principal.tenant, { itemId, value: { queries }, label, rank: 0, tags: [] });
      const placeholders = [...parametersOf(steps)];
      return { status: 'created' as const, chain_id: itemId, query_count: queries.length, placeholders };
    },
  });
}

function readStep(raw: string, index: number): string {
  const { sanitized, valid, issues } = checkText(raw);
  if (valid) return sanitized;
  const [path, message] = [`queries.${index}`, issues[0] ?? 'the text cannot be used'];
  throw new CodedError('REQUEST_INVALID', `${path}: ${message}`, { issues: [{ path, message }] });
}
