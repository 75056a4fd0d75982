import { z } from 'zod';
import type { Dictionary } from '../../core/enhance/dictionary.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { cleanLabel, labelField } from '../../http/kit/saved-fields.ts';
import { shortParams } from './dictionary-entry.ts';

/** `PUT /api/query/dictionary/{short}`. */
export function putAbbreviationRoute(dictionary: Dictionary): AnyRoute {
  return defineRoute({
    method: 'PUT',
    path: '/api/query/dictionary/:short',
    operationId: 'putAbbreviation',
    summary: 'Say what an abbreviation stands for',
    description: 'Made or replaced; letter case does not tell entries apart. It decides before what documents define.',
    params: shortParams,
    body: z.strictObject({ long: labelField().describe('What it stands for.') }),
    answers: { 200: z.object({ status: z.enum(['created', 'replaced']), short: z.string(), long: z.string() }) },
    errors: ['SAVED_LIMIT_REACHED'],
    example: { long: 'Thompson Sampling' },
    async handler({ params, body, principal }) {
      const entry = { short: params.short, long: cleanLabel(body.long) };
      const isNew = await dictionary.put(principal.tenant, entry);
      return { status: isNew ? ('created' as const) : ('replaced' as const), ...entry };
    },
  });
}
