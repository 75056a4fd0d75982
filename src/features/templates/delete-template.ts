import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { savedIdField } from '../../http/kit/saved-fields.ts';
import type { TemplateShelf } from './template-shelf.ts';

/** `DELETE /api/templates/{id}`. */
export function deleteTemplateRoute(shelf: TemplateShelf): AnyRoute {
  return defineRoute({
    method: 'DELETE',
    path: '/api/templates/:id',
    operationId: 'deleteTemplate',
    summary: 'Delete a template',
    params: z.strictObject({ id: savedIdField() }),
    answers: { 200: z.object({ status: z.literal('deleted'), template_id: z.string() }) },
    errors: ['TEMPLATE_NOT_FOUND'],
    async handler({ params, principal }) {
      await shelf.delete(principal.tenant, params.id);
      return { status: 'deleted' as const, template_id: params.id };
    },
  });
}
