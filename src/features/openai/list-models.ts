import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { idField } from '../../http/kit/fields.ts';
import { CodedError } from '../../shared/errors.ts';
import { MODEL_NAMES } from './models.ts';

const modelSchema = z.object({
  id: z.string(),
  object: z.literal('model'),
  created: z.int(),
  owned_by: z.string(),
});

/** Models are part of a release and have no birthday of their own; the protocol asks for one. */
const CREATED_SECONDS = 1_767_225_600;

/** `GET /v1/models`. */
export function listModelsRoute(): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/v1/models',
    operationId: 'listModels',
    summary: 'List the names a client may ask for',
    answers: { 200: z.object({ object: z.literal('list'), data: z.array(modelSchema) }) },
    handler: () => ({ object: 'list' as const, data: MODEL_NAMES.map(toModel) }),
  });
}

/** `GET /v1/models/{model}`. */
export function getModelRoute(): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/v1/models/:model',
    operationId: 'getModel',
    summary: 'Look a name up',
    params: z.strictObject({ model: idField() }),
    answers: { 200: modelSchema },
    errors: ['MODEL_NOT_FOUND'],
    handler({ params: { model } }) {
      if (!MODEL_NAMES.includes(model)) throw new CodedError('MODEL_NOT_FOUND', `There is no model "${model}".`);
      return toModel(model);
    },
  });
}

function toModel(id: string): z.output<typeof modelSchema> {
  return { id, object: 'model', created: CREATED_SECONDS, owned_by: 'queryloom' };
}
