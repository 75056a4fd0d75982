import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { savedIdField } from '../../http/kit/saved-fields.ts';
import type { ResultSource } from '../../ports/experiment-store.ts';
import { unitField } from './assign-unit.ts';
import { VALUE_MAX } from './experiment-schema.ts';
import type { ExperimentService } from './experiment-service.ts';

const resultSchema = z
  .strictObject({
    unit: unitField.optional(),
    variant: savedIdField().optional().describe('In place of a unit, when the caller knows the variant.'),
    result_id: savedIdField().optional().describe('Tells results of a variant apart, so that each counts once.'),
    metric: savedIdField(),
    value: z.number().min(-VALUE_MAX).max(VALUE_MAX),
  })
  .superRefine(({ unit, variant, result_id }, context) => {
    const message = 'Send either a unit or a variant';
    if ((unit === undefined) === (variant === undefined)) context.addIssue({ code: 'custom', path: ['unit'], message });
    if (unit !== undefined && variant !== undefined) context.addIssue({ code: 'custom', path: ['variant'], message });
    if (unit !== undefined && result_id !== undefined)
      context.addIssue({ code: 'custom', path: ['result_id'], message: 'A unit tells its own results apart' });
  });

/** `POST /api/experiments/{id}/results`: one value. */
export function addResultRoute(service: ExperimentService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/experiments/:id/results',
    operationId: 'addResult',
    scope: 'read',
    summary: 'Count a result',
    description:
      'A unit has one value of each metric: the first one counts, and sending another is answered with `recorded: false`. So has a result_id; results of a variant without one count every time.',
    params: z.strictObject({ id: savedIdField() }),
    body: resultSchema,
    answers: {
      200: z.object({
        experiment_id: z.string(),
        recorded: z.boolean(),
        variant: z.string(),
        metric: z.string(),
        value: z.number().describe('The value that counts.'),
      }),
    },
    errors: ['EXPERIMENT_NOT_FOUND', 'EXPERIMENT_UNIT_UNKNOWN', 'EXPERIMENT_FULL'],
    idempotent: true,
    example: { unit: 'user-17', metric: 'satisfied', value: 1 },
    async handler({ params, body, principal }) {
      const { metric, value } = body;
      const outcome = await service.record(principal.tenant, params.id, { source: sourceOf(body), metric, value });
      const isNew = outcome.outcome === 'recorded';
      return {
        experiment_id: params.id,
        recorded: isNew,
        variant: outcome.variant,
        metric,
        value: isNew ? value : outcome.value,
      };
    },
  });
}

function sourceOf({ unit, variant = '', result_id: resultId }: z.output<typeof resultSchema>): ResultSource {
  return unit === undefined ? { kind: 'variant', variant, resultId: resultId ?? null } : { kind: 'unit', unit };
}
