import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { savedIdField } from '../../http/kit/saved-fields.ts';
import type { ExperimentService } from './experiment-service.ts';

/** `DELETE /api/experiments/{id}`. */
export function deleteExperimentRoute(service: ExperimentService): AnyRoute {
  return defineRoute({
    method: 'DELETE',
    path: '/api/experiments/:id',
    operationId: 'deleteExperiment',
    summary: 'Delete an experiment with its assignments and results',
    params: z.strictObject({ id: savedIdField() }),
    answers: { 200: z.object({ status: z.literal('deleted'), experiment_id: z.string() }) },
    errors: ['EXPERIMENT_NOT_FOUND'],
    async handler({ params, principal }) {
      await service.delete(principal.tenant, params.id);
      return { status: 'deleted' as const, experiment_id: params.id };
    },
  });
}
