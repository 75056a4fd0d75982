import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { savedIdField } from '../../http/kit/saved-fields.ts';
import { refuseBuiltIn } from './built-in-chains.ts';
import type { ChainLibrary } from './chain-library.ts';

/** `DELETE /api/query/chains/{id}`. */
export function deleteChainRoute({ shelf }: ChainLibrary): AnyRoute {
  return defineRoute({
    method: 'DELETE',
    path: '/api/query/chains/:id',
    operationId: 'deleteChain',
    summary: 'Delete a chain',
    description: 'Chains that run it as a step say so when they are run.',
    params: z.strictObject({ id: savedIdField() }),
    answers: { 200: z.object({ status: z.literal('deleted'), chain_id: z.string() }) },
    errors: ['CHAIN_NOT_FOUND', 'CHAIN_BUILT_IN'],
    async handler({ params, principal }) {
      refuseBuiltIn(params.id);
      await shelf.delete(principal.tenant, params.id);
      return { status: 'deleted' as const, chain_id: params.id };
    },
  });
}
