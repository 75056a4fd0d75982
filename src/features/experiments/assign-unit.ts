import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { isoTime, nameField } from '../../http/kit/fields.ts';
import { savedIdField } from '../../http/kit/saved-fields.ts';
import type { ExperimentService } from './experiment-service.ts';

/** Who or what is treated: an id of the caller's, of any script. */
export const unitField = nameField().describe('A user, a session, a question: whatever gets one variant and keeps it.');

/** `POST /api/experiments/{id}/assign`: the same unit gets the same variant for good. */
export function assignUnitRoute(service: ExperimentService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/experiments/:id/assign',
    operationId: 'assignUnit',
    scope: 'read',
    summary: 'Give a unit its variant',
    params: z.strictObject({ id: savedIdField() }),
    body: z.strictObject({ unit: unitField }),
    answers: {
      200: z.object({
        experiment_id: z.string(),
        unit: z.string(),
        variant: z.string(),
        assigned_at: z.string(),
        is_new: z.boolean().describe('False when the unit had its variant already.'),
      }),
    },
    errors: ['EXPERIMENT_NOT_FOUND', 'EXPERIMENT_FULL'],
    idempotent: true,
    example: { unit: 'user-17' },
    async handler({ params, body, principal }) {
      const { variant, assignedAtMs, isNew } = await service.assign(principal.tenant, params.id, body.unit);
      return {
        experiment_id: params.id,
        unit: body.unit,
        variant,
        assigned_at: isoTime(assignedAtMs),
        is_new: isNew,
      };
    },
  });
}
