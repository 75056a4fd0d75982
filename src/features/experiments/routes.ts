import type { Feature } from '../../http/kit/define-route.ts';
import { addResultRoute } from './add-result.ts';
import { assignUnitRoute } from './assign-unit.ts';
import { createExperimentRoute } from './create-experiment.ts';
import { deleteExperimentRoute } from './delete-experiment.ts';
import { ExperimentService, type ExperimentsPorts } from './experiment-service.ts';
import { getExperimentRoute } from './get-experiment.ts';
import { listExperimentsRoute } from './list-experiments.ts';

/** Trials of variants of anything, whose results may be watched all the time. */
export function experimentsFeature(ports: ExperimentsPorts): Feature {
  const service = new ExperimentService(ports);
  return {
    name: 'experiments',
    description: 'Compare variants of anything; results may be watched all the time.',
    routes: [
      listExperimentsRoute(service),
      createExperimentRoute(service),
      getExperimentRoute(service),
      deleteExperimentRoute(service),
      assignUnitRoute(service),
      addResultRoute(service),
    ],
  };
}
