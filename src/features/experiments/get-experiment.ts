import { z } from 'zod';
import { summarise } from '../../core/experiments/summarise.ts';
import { verdictOf } from '../../core/experiments/verdict.ts';
import { type AnyRoute, defineRoute } from '../../http/kit/define-route.ts';
import { savedIdField } from '../../http/kit/saved-fields.ts';
import type { ExperimentService } from './experiment-service.ts';
import { experimentReportSchema, toReport } from './wire-experiment.ts';

/** `GET /api/experiments/{id}`: look as often as you like. */
export function getExperimentRoute(service: ExperimentService): AnyRoute {
  return defineRoute({
    method: 'GET',
    path: '/api/experiments/:id',
    operationId: 'getExperiment',
    summary: 'Read the results of an experiment',
    description:
      'Intervals and p-values are always valid: they may be watched at every value, and the experiment may be stopped whenever they say enough.',
    params: z.strictObject({ id: savedIdField() }),
    answers: { 200: experimentReportSchema },
    errors: ['EXPERIMENT_NOT_FOUND'],
    async handler({ params, principal }) {
      const item = await service.get(principal.tenant, params.id);
      const summary = summarise(item.value, await service.figures(principal.tenant, item.value));
      return toReport(item, summary, verdictOf(item.value, summary));
    },
  });
}
