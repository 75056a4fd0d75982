import { z } from 'zod';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { type ExperimentBody, experimentSchema, readNames } from './experiment-schema.ts';
import type { ExperimentService, WantedExperiment } from './experiment-service.ts';
import { experimentItemSchema, toItem } from './wire-experiment.ts';

/** `POST /api/experiments`: makes one, or changes the weights of one. */
export function createExperimentRoute(service: ExperimentService): AnyRoute {
  return defineRoute({
    method: 'POST',
    path: '/api/experiments',
    operationId: 'createExperiment',
    summary: 'Make an experiment, or change its weights',
    description:
      'With the id of an experiment of the same variants, metrics and alpha, its weights (and description) are replaced: for new units, since assignments that were made are kept.',
    body: experimentSchema,
    answers: {
      200: experimentItemSchema.extend({ status: z.enum(['updated', 'unchanged']) }),
      201: experimentItemSchema.extend({ status: z.literal('created') }),
    },
    errors: ['EXPERIMENT_EXISTS', 'EXPERIMENT_FULL', 'SAVED_LIMIT_REACHED'],
    idempotent: true,
    example: {
      experiment_id: 'rerank-depth',
      variants: ['today', { name: 'deeper', weight: 1 }],
      metrics: [
        { name: 'satisfied', min: 0, max: 1 },
        { name: 'duration_ms', goal: 'decrease' },
      ],
    },
    async handler({ body, principal, reply }) {
      const { status, item } = await service.put(principal.tenant, toWanted(body));
      if (status !== 'created') return { ...toItem(item), status };
      reply.code(201).header('location', `/api/experiments/${encodeURIComponent(item.itemId)}`);
      return { ...toItem(item), status };
    },
  });
}

function toWanted(body: ExperimentBody): WantedExperiment {
  const { variants, metrics, control } = readNames(body);
  return {
    experimentId: body.experiment_id ?? null,
    description: body.description,
    variants: variants.map(({ name }) => name),
    control,
    metrics: metrics.map((metric) => {
      const { min, max } = { min: undefined, max: undefined, ...metric };
      const bounds = min === undefined || max === undefined ? null : { min, max };
      return { name: metric.name, goal: metric.goal, bounds };
    }),
    weights: Object.fromEntries(variants.map(({ name, weight }) => [name, weight])),
    alpha: body.alpha,
  };
}
