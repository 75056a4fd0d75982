import { z } from 'zod';
import type { Dictionary } from '../../core/enhance/dictionary.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { shortParams } from './dictionary-entry.ts';

/** `DELETE /api/query/dictionary/{short}`. */
export function deleteAbbreviationRoute(dictionary: Dictionary): AnyRoute {
  return defineRoute({
    method: 'DELETE',
    path: '/api/query/dictionary/:short',
    operationId: 'deleteAbbreviation',
    summary: 'Delete an abbreviation',
    params: shortParams,
    answers: { 200: z.object({ status: z.literal('deleted'), short: z.string() }) },
    errors: ['ABBREVIATION_NOT_FOUND'],
    async handler({ params, principal }) {
      await dictionary.delete(principal.tenant, params.short);
      return { status: 'deleted' as const, short: params.short };
    },
  });
}
